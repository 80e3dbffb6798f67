<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name></name>
    <message numerus="yes">
        <source>{first} and %n more</source>
        <translation>
            <numerusform>{first} and %n more</numerusform>
            <numerusform>{first} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Trying again by itself, next in %n s.</source>
        <translation>
            <numerusform>Trying again by itself, next in %n s.</numerusform>
            <numerusform>Trying again by itself, next in %n s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Loading, %n item(s) so far</source>
        <translation>
            <numerusform>Loading, %n item so far</numerusform>
            <numerusform>Loading, %n items so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s), as of {time}</source>
        <translation>
            <numerusform>%n item, as of {time}</numerusform>
            <numerusform>%n items, as of {time}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %n item(s)</source>
        <translation>
            <numerusform>{shown} of %n item</numerusform>
            <numerusform>{shown} of %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) attention</source>
        <translation>
            <numerusform>%n needs attention</numerusform>
            <numerusform>%n need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Waiting for the outcome of %n update(s)…</source>
        <translation>
            <numerusform>Waiting for the outcome of an update…</numerusform>
            <numerusform>Waiting for the outcome of %n updates…</numerusform>
        </translation>
    </message>
</context>
</TS>
