<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name></name>
    <message numerus="yes">
        <source>It can pull %n of {all} images in use; the others are not known.</source>
        <translation>
            <numerusform>It can pull %n of {all} images in use; the others are not known.</numerusform>
            <numerusform>It can pull %n of {all} images in use; the others are not known.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It can pull all %n image(s) in use.</source>
        <translation>
            <numerusform>It can pull the image in use.</numerusform>
            <numerusform>It can pull all %n images in use.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{first} and %n more</source>
        <translation>
            <numerusform>{first} and %n more</numerusform>
            <numerusform>{first} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more image(s) were not asked for</source>
        <translation>
            <numerusform>%n more image was not asked for</numerusform>
            <numerusform>%n more images were not asked for</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No ImagePullSecrets in these %n namespaces yet</source>
        <translation>
            <numerusform>No ImagePullSecrets in this namespace yet</numerusform>
            <numerusform>No ImagePullSecrets in these %n namespaces yet</numerusform>
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
        <source>The newest %n item(s)</source>
        <translation>
            <numerusform>The newest %n item</numerusform>
            <numerusform>The newest %n items</numerusform>
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
        <source>Copy to %n namespace(s)</source>
        <translation>
            <numerusform>Copy to %n namespace</numerusform>
            <numerusform>Copy to %n namespaces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Trying %n namespace(s)…</source>
        <translation>
            <numerusform>Trying %n namespace…</numerusform>
            <numerusform>Trying %n namespaces…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copied</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>%n copied</numerusform>
            <numerusform>%n copied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copied as it was before</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>%n copied as it was before</numerusform>
            <numerusform>%n copied as it was before</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to be created</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>%n to be created</numerusform>
            <numerusform>%n to be created</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already there</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>%n already there</numerusform>
            <numerusform>%n already there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not possible</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>%n not possible</numerusform>
            <numerusform>%n not possible</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) taken.</source>
        <translation>
            <numerusform>%n entry taken.</numerusform>
            <numerusform>%n entries taken.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) can be kept. Change them or add others, then replace the content.</source>
        <translation>
            <numerusform>%n entry can be kept. Change it or add others, then replace the content.</numerusform>
            <numerusform>%n entries can be kept. Change them or add others, then replace the content.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n namespaces</source>
        <translation>
            <numerusform>%n namespace</numerusform>
            <numerusform>%n namespaces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %n at once, because you may not list the secrets of all namespaces.</source>
        <translation>
            <numerusform>At most %n at once, because you may not list the secrets of all namespaces.</numerusform>
            <numerusform>At most %n at once, because you may not list the secrets of all namespaces.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n namespace(s)</source>
        <translation>
            <numerusform>Show %n namespace</numerusform>
            <numerusform>Show %n namespaces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n that are found</source>
        <translation>
            <numerusform>The %n that is found</numerusform>
            <numerusform>All %n that are found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n namespace(s)</source>
        <translation>
            <numerusform>The only namespace</numerusform>
            <numerusform>All %n namespaces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ended</source>
        <comment>pods</comment>
        <translation>
            <numerusform>%n ended</numerusform>
            <numerusform>%n ended</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s) use it now.</source>
        <translation>
            <numerusform>%n pod uses it now.</numerusform>
            <numerusform>%n pods use it now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s) that name it have ended, and do not use it any more.</source>
        <translation>
            <numerusform>%n pod that names it has ended, and does not use it any more.</numerusform>
            <numerusform>%n pods that name it have ended, and do not use it any more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“{text}”</source>
        <comment>a quotation</comment>
        <translation>
            <numerusform>“{text}”</numerusform>
            <numerusform>“{text}”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The password for {registry} was copied. It leaves the clipboard after %n seconds.</source>
        <translation>
            <numerusform>The password for {registry} was copied. It leaves the clipboard after %n second.</numerusform>
            <numerusform>The password for {registry} was copied. It leaves the clipboard after %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries, listed below</source>
        <translation>
            <numerusform>%n entry, listed below</numerusform>
            <numerusform>%n entries, listed below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n use(s) it.</source>
        <translation>
            <numerusform>One uses it.</numerusform>
            <numerusform>%n use it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) get it at the next pull.</source>
        <translation>
            <numerusform>%n user gets it at the next pull.</numerusform>
            <numerusform>%n users get it at the next pull.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) get the new credential at the next pull.</source>
        <translation>
            <numerusform>%n user gets the new credential at the next pull.</numerusform>
            <numerusform>%n users get the new credential at the next pull.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Waiting for the outcome of %n change(s)…</source>
        <translation>
            <numerusform>Waiting for the outcome of a change…</numerusform>
            <numerusform>Waiting for the outcome of %n changes…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more pod(s) wait, too.</source>
        <translation>
            <numerusform>%n more pod waits, too.</numerusform>
            <numerusform>%n more pods wait, too.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Pulling fails for %n other updated ImagePullSecret(s), too.</source>
        <translation>
            <numerusform>Pulling fails for %n other updated ImagePullSecret, too.</numerusform>
            <numerusform>Pulling fails for %n other updated ImagePullSecrets, too.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n pod(s), so that their images are pulled again at once?</source>
        <translation>
            <numerusform>Delete %n pod, so that its images are pulled again at once?</numerusform>
            <numerusform>Delete %n pods, so that their images are pulled again at once?</numerusform>
        </translation>
    </message>
</context>
</TS>
