<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name></name>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Add New ImagePullSecret</source>
        <translation>新建 ImagePullSecret</translation>
    </message>
    <message>
        <source>Adding…</source>
        <translation>正在新建…</translation>
    </message>
    <message>
        <source>Add anyway</source>
        <translation>仍要新建</translation>
    </message>
    <message>
        <source>The name of this ImagePullSecret. Pods ask for it by this name.</source>
        <translation>此 ImagePullSecret 的名称，Pod 通过此名称引用它。</translation>
    </message>
    <message>
        <source>Use for all new pods of this namespace</source>
        <translation>用于此命名空间的所有新 Pod</translation>
    </message>
    <message>
        <source>New pods get the ImagePullSecrets of their service account, unless they name some themselves. Pods that name no service account have the one that is called “default”.</source>
        <translation>新 Pod 会获得其服务账号的 ImagePullSecret，除非自身已指定。未指定服务账号的 Pod 使用名为“default”的服务账号。</translation>
    </message>
    <message>
        <source>It is added to the service account “default”.</source>
        <translation>它将被添加到服务账号“default”。</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>The Kubernetes namespace that it belongs to. Only its pods can use it.</source>
        <translation>它所属的 Kubernetes 命名空间，只有其中的 Pod 可以使用它。</translation>
    </message>
    <message>
        <source>Choose a namespace</source>
        <translation>选择命名空间</translation>
    </message>
    <message>
        <source>You are not allowed to change the service account “default” of this namespace.</source>
        <translation>您无权更改此命名空间的服务账号“default”。</translation>
    </message>
    <message>
        <source>All namespaces</source>
        <translation>所有命名空间</translation>
    </message>
    <message numerus="yes">
        <source>%n namespaces</source>
        <translation>
            <numerusform>%n 个命名空间</numerusform>
        </translation>
    </message>
    <message>
        <source>Open by name…</source>
        <translation>按名称打开…</translation>
    </message>
    <message>
        <source>Search namespaces</source>
        <translation>搜索命名空间</translation>
    </message>
    <message>
        <source>Namespaces, separated by commas</source>
        <translation>命名空间，以逗号分隔</translation>
    </message>
    <message numerus="yes">
        <source>At most %n at once, because you may not list the secrets of all namespaces.</source>
        <translation>
            <numerusform>您无权列出所有命名空间中的 Secret，因此最多同时选择 %n 个。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n namespace(s)</source>
        <translation>
            <numerusform>显示 %n 个命名空间</numerusform>
        </translation>
    </message>
    <message>
        <source>Open by name</source>
        <translation>按名称打开</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>A namespace has lower-case letters, digits and “-” only.</source>
        <translation>命名空间只能包含小写字母、数字和“-”。</translation>
    </message>
    <message>
        <source>A name has lower-case letters, digits, “-” and “.” only.</source>
        <translation>名称只能包含小写字母、数字、“-”和“.”。</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>采用对方的</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>收回选择</translation>
    </message>
    <message>
        <source>Someone removed the entry for {registry} while you were editing it.</source>
        <translation>在您编辑期间，有人删除了 {registry} 的条目。</translation>
    </message>
    <message>
        <source>Someone changed this ImagePullSecret while you were editing it.</source>
        <translation>在您编辑期间，有人更改了此 ImagePullSecret。</translation>
    </message>
    <message>
        <source>{manager} removed the entry for {registry} at {time}, while you were editing it.</source>
        <translation>在您编辑期间，{manager} 于 {time} 删除了 {registry} 的条目。</translation>
    </message>
    <message>
        <source>{manager} changed this ImagePullSecret at {time}, while you were editing it.</source>
        <translation>在您编辑期间，{manager} 于 {time} 更改了此 ImagePullSecret。</translation>
    </message>
    <message>
        <source>When you opened</source>
        <translation>打开时</translation>
    </message>
    <message>
        <source>Now in the cluster</source>
        <translation>集群中现在</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>您的</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>未更改</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>You keep yours: Update will overwrite what is in the cluster now. Nothing was sent yet.</source>
        <translation>您保留了自己的内容：点击“更新”后将覆盖集群中现在的内容。目前尚未发送任何内容。</translation>
    </message>
    <message>
        <source>You took theirs: the form shows what is in the cluster now. Nothing was sent.</source>
        <translation>您采用了对方的内容：表单显示集群中现在的内容。没有发送任何内容。</translation>
    </message>
    <message>
        <source>Quit now</source>
        <translation>立即退出</translation>
    </message>
    <message>
        <source>About Pull Secrets</source>
        <translation>关于 Pull Secrets</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>Updates the ImagePullSecrets of Kubernetes clusters without losing anything.</source>
        <translation>更新 Kubernetes 集群的 ImagePullSecret，不丢失任何内容。</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. It uses Qt under the LGPL 3.</source>
        <translation>自由软件，采用 Apache License 2.0 许可证；依据 LGPL 3 使用 Qt。</translation>
    </message>
    <message>
        <source>Pull Secrets</source>
        <translation>Pull Secrets</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>The text of its licence did not come with it.</source>
        <translation>该组件没有附带许可证文本。</translation>
    </message>
    <message>
        <source>Qt and its Python bindings are used under the GNU Lesser General Public License, version 3, which follows. They are separate libraries in the folder of this program: you may replace them with other versions, including ones that you have changed. Their source code is at https://code.qt.io. What others contributed to Qt under licences of their own is listed at https://doc.qt.io/qt-6/licenses-used-in-qt.html.</source>
        <translation>Qt 及其 Python 绑定依据 GNU Lesser General Public License 第 3 版使用，许可证全文见下。它们是本程序文件夹中独立的库：您可以将其替换为其他版本，包括您自己修改过的版本。其源代码位于 https://code.qt.io。其他人以各自的许可证为 Qt 贡献的部分列于 https://doc.qt.io/qt-6/licenses-used-in-qt.html。</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>ImagePullSecrets</source>
        <translation>ImagePullSecrets</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>排序依据</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>首选项…</translation>
    </message>
    <message>
        <source>Open log folder</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <source>Ascending</source>
        <translation>升序</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>降序</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Pull again now</source>
        <translation>立即重新拉取</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>From file…</source>
        <translation>从文件…</translation>
    </message>
    <message>
        <source>Take the content of a file, such as a JSON key, byte for byte</source>
        <translation>逐字节读取文件内容，例如 JSON 密钥</translation>
    </message>
    <message>
        <source>{change} (undo)</source>
        <translation>{change}（撤销）</translation>
    </message>
    <message>
        <source>Update credential</source>
        <translation>更新凭据</translation>
    </message>
    <message>
        <source>Update description</source>
        <translation>更新描述</translation>
    </message>
    <message>
        <source>Update credential and description</source>
        <translation>更新凭据和描述</translation>
    </message>
    <message>
        <source>Add entry</source>
        <translation>添加条目</translation>
    </message>
    <message>
        <source>Change registry</source>
        <translation>更改镜像仓库</translation>
    </message>
    <message>
        <source>Remove entry</source>
        <translation>删除条目</translation>
    </message>
    <message>
        <source>Replace the content</source>
        <translation>替换内容</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Use for all new pods</source>
        <translation>用于所有新 Pod</translation>
    </message>
    <message>
        <source>Pull again</source>
        <translation>重新拉取</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>恢复原值</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>已更新</translation>
    </message>
    <message>
        <source>Put back</source>
        <comment>the result of a change</comment>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>已新建</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Pods deleted</source>
        <translation>已删除 Pod</translation>
    </message>
    <message>
        <source>Failed: {why}</source>
        <translation>失败：{why}</translation>
    </message>
    <message>
        <source>Registry: {registry}</source>
        <translation>镜像仓库：{registry}</translation>
    </message>
    <message>
        <source>Changed although something else manages it: {owner}</source>
        <translation>由 {owner} 管理，仍进行了更改</translation>
    </message>
    <message>
        <source>Put back the stored password</source>
        <translation>恢复已存储的密码</translation>
    </message>
    <message>
        <source>It holds bytes that are not text. It can be replaced, but not edited here.</source>
        <translation>其中含有不是文本的字节，可以替换，但不能在此编辑。</translation>
    </message>
    <message>
        <source>{bytes} bytes, one line</source>
        <translation>{bytes} 字节，1 行</translation>
    </message>
    <message>
        <source>{bytes} bytes, {lines} lines</source>
        <translation>{bytes} 字节，{lines} 行</translation>
    </message>
    <message>
        <source>Hide password</source>
        <translation>隐藏密码</translation>
    </message>
    <message>
        <source>Show password</source>
        <translation>显示密码</translation>
    </message>
    <message>
        <source>Password from file</source>
        <translation>从文件读取密码</translation>
    </message>
    <message>
        <source>The entries of this ImagePullSecret. Choose one to edit it below.</source>
        <translation>此 ImagePullSecret 的条目。选择一个即可在下方编辑。</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>条目</translation>
    </message>
    <message>
        <source>Add another entry</source>
        <translation>再添加一个条目</translation>
    </message>
    <message>
        <source>Import config.json…</source>
        <translation>导入 config.json…</translation>
    </message>
    <message>
        <source>Take the entries of a Docker config file. It can be dropped here, too.</source>
        <translation>读取 Docker 配置文件中的条目，也可以将文件拖放到此处。</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>从文件…</translation>
    </message>
    <message>
        <source>From the clipboard</source>
        <translation>从剪贴板</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) taken.</source>
        <translation>
            <numerusform>已读取 %n 个条目。</numerusform>
        </translation>
    </message>
    <message>
        <source>The form keeps its own entry for {registries}.</source>
        <translation>对于 {registries}，保留表单中已有的条目。</translation>
    </message>
    <message>
        <source>The credential store “{store}” keeps the password for {registries}: type it here.</source>
        <translation>{registries} 的密码保存在凭据存储“{store}”中，请在此输入。</translation>
    </message>
    <message>
        <source>There are no passwords in it: the credential store “{store}” keeps them.</source>
        <translation>其中没有密码：密码保存在凭据存储“{store}”中。</translation>
    </message>
    <message>
        <source>There is only a token for {registries}: the kubelet ignores it.</source>
        <translation>{registries} 只有令牌，而 kubelet 会忽略令牌。</translation>
    </message>
    <message>
        <source>There is no password for {registries}.</source>
        <translation>{registries} 没有密码。</translation>
    </message>
    <message>
        <source>There are no entries in it.</source>
        <translation>其中没有条目。</translation>
    </message>
    <message>
        <source>Docker config.json</source>
        <translation>Docker config.json</translation>
    </message>
    <message>
        <source>The file cannot be read: {reason}.</source>
        <translation>无法读取该文件：{reason}。</translation>
    </message>
    <message>
        <source>The text in the clipboard is larger than 1 MiB.</source>
        <translation>剪贴板中的文本超过 1 MiB。</translation>
    </message>
    <message>
        <source>(new)</source>
        <translation>（新）</translation>
    </message>
    <message>
        <source>Registry</source>
        <translation>镜像仓库</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Last Updated</source>
        <translation>最后更新</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Asked for by {names}</source>
        <translation>被 {names} 引用</translation>
    </message>
    <message>
        <source>Actions for {name}</source>
        <translation>{name} 的操作</translation>
    </message>
    <message>
        <source>It is being deleted, and cannot be changed any more.</source>
        <translation>它正在被删除，不能再更改。</translation>
    </message>
    <message>
        <source>Its credentials cannot be changed, because it is immutable. Its description can.</source>
        <translation>它不可变，因此无法更改其凭据，但可以更改描述。</translation>
    </message>
    <message>
        <source>{image}: cannot be pulled</source>
        <translation>{image}：无法拉取</translation>
    </message>
    <message>
        <source>{image}: does not exist</source>
        <translation>{image}：不存在</translation>
    </message>
    <message>
        <source>{image}: can be pulled</source>
        <translation>{image}：可以拉取</translation>
    </message>
    <message>
        <source>{image}: can be pulled without signing in</source>
        <translation>{image}：无需登录即可拉取</translation>
    </message>
    <message>
        <source>{image}: not known</source>
        <translation>{image}：未知</translation>
    </message>
    <message>
        <source>{host} cannot be reached from here: it refused the connection.</source>
        <translation>无法从本机连接到 {host}：连接被拒绝。</translation>
    </message>
    <message>
        <source>{host} cannot be reached from here: its address cannot be found.</source>
        <translation>无法从本机连接到 {host}：找不到其地址。</translation>
    </message>
    <message>
        <source>{host} cannot be reached from here: the network has no way to it.</source>
        <translation>无法从本机连接到 {host}：网络无法到达。</translation>
    </message>
    <message>
        <source>{host} cannot be reached from here: it did not answer in time.</source>
        <translation>无法从本机连接到 {host}：没有及时响应。</translation>
    </message>
    <message>
        <source>{host} cannot be reached from here: the connection broke off.</source>
        <translation>无法从本机连接到 {host}：连接中断。</translation>
    </message>
    <message>
        <source>{host} answered with an error of its own (status {status}). Try again later.</source>
        <translation>{host} 内部出错（状态 {status}）。请稍后重试。</translation>
    </message>
    <message>
        <source>{host} gave an answer that says nothing of the credential (status {status}).</source>
        <translation>{host} 的响应不能说明凭据是否有效（状态 {status}）。</translation>
    </message>
    <message>
        <source>The proxy {host} made no connection. Check the proxy settings of this computer.</source>
        <translation>代理 {host} 未能建立连接。请检查本机的代理设置。</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted. Name its CA file in Preferences.</source>
        <translation>{host} 的证书不受信任。请在“首选项”中指定其 CA 文件。</translation>
    </message>
    <message>
        <source>The certificate of {host} has expired or is not valid yet.</source>
        <translation>{host} 的证书已过期或尚未生效。</translation>
    </message>
    <message>
        <source>The certificate of {host} was made for another name.</source>
        <translation>{host} 的证书是为其他名称签发的。</translation>
    </message>
    <message>
        <source>No secure connection to {host} could be made.</source>
        <translation>无法与 {host} 建立安全连接。</translation>
    </message>
    <message>
        <source>The extra CA file {file} cannot be used: {reason}. Choose another one in Preferences.</source>
        <translation>附加 CA 文件 {file} 无法使用：{reason}。请在“首选项”中选择其他文件。</translation>
    </message>
    <message>
        <source>Checking with {host}…</source>
        <translation>正在通过 {host} 检查…</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>The credential could not be checked.</source>
        <translation>未能检查凭据。</translation>
    </message>
    <message>
        <source>{host} (signed in at {other})</source>
        <translation>经 {other} 登录的 {host}</translation>
    </message>
    <message>
        <source>Accepted by {host}.</source>
        <translation>{host} 接受了此凭据。</translation>
    </message>
    <message>
        <source>Accepted by {host}, but it cannot pull {images}.</source>
        <translation>{host} 接受了此凭据，但用它无法拉取镜像 {images}。</translation>
    </message>
    <message>
        <source>Accepted by {host}, but there is no image {images}.</source>
        <translation>{host} 接受了此凭据，但找不到镜像 {images}。</translation>
    </message>
    <message>
        <source>{host} (asked at {other})</source>
        <translation>经 {other} 验证的 {host}</translation>
    </message>
    <message>
        <source>Refused by {host}: “{message}”.</source>
        <translation>{host} 拒绝了此凭据：“{message}”。</translation>
    </message>
    <message>
        <source>Refused by {host}.</source>
        <translation>{host} 拒绝了此凭据。</translation>
    </message>
    <message>
        <source>No sign-in is needed at {host}: it does not look at the credential.</source>
        <translation>{host} 无需登录，不会查看凭据。</translation>
    </message>
    <message>
        <source>What answers at {host} is not a registry.</source>
        <translation>{host} 上响应的不是镜像仓库。</translation>
    </message>
    <message>
        <source>No image in use tells which host to ask. Enter one below.</source>
        <translation>无法从正在使用的镜像得知应询问哪个主机，请在下方输入。</translation>
    </message>
    <message>
        <source>Too many requests for {host}. Try again in {seconds} s.</source>
        <translation>对 {host} 的请求过多。请在 {seconds} 秒后重试。</translation>
    </message>
    <message>
        <source>Too many requests for {host}. Try again later.</source>
        <translation>对 {host} 的请求过多。请稍后重试。</translation>
    </message>
    <message>
        <source>{host} does not encrypt: the credential was not sent.</source>
        <translation>{host} 不加密，因此没有发送凭据。</translation>
    </message>
    <message>
        <source>{host} sends on to {other} without safety: the credential was not sent.</source>
        <translation>{host} 将请求不安全地转到 {other}，因此没有发送凭据。</translation>
    </message>
    <message>
        <source>{host} cannot be reached from here.</source>
        <translation>无法从本机连接到 {host}。</translation>
    </message>
    <message>
        <source>What it can pull is not known.</source>
        <translation>尚不知道它能拉取哪些镜像。</translation>
    </message>
    <message numerus="yes">
        <source>It can pull %n of {all} images in use; the others are not known.</source>
        <translation>
            <numerusform>正在使用的 {all} 个镜像中，可以拉取 %n 个，其余未知。</numerusform>
        </translation>
    </message>
    <message>
        <source>No sign-in is needed for {images}.</source>
        <translation>无需登录即可拉取 {images}。</translation>
    </message>
    <message numerus="yes">
        <source>It can pull all %n image(s) in use.</source>
        <translation>
            <numerusform>可以拉取正在使用的全部 %n 个镜像。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{first} and %n more</source>
        <translation>
            <numerusform>{first} 等 {all} 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more image(s) were not asked for</source>
        <translation>
            <numerusform>另有 %n 个镜像未询问</numerusform>
        </translation>
    </message>
    <message>
        <source>View</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Copy to namespaces…</source>
        <translation>复制到命名空间…</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>新建…</translation>
    </message>
    <message>
        <source>Undo change of {name}</source>
        <translation>撤销对 {name} 的更改</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>活动记录</translation>
    </message>
    <message>
        <source>Filter by secret, cluster, change…</source>
        <translation>按 Secret、集群、更改筛选…</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>The filter looks at secret, cluster, change, result, registry and user.</source>
        <translation>筛选范围包括 Secret、集群、更改、结果、镜像仓库和用户。</translation>
    </message>
    <message>
        <source>What this program changes is listed here, without passwords, and kept on this computer only.</source>
        <translation>本程序所做的更改会列在这里，不含密码，且仅保存在本机。</translation>
    </message>
    <message>
        <source>Nothing was changed yet</source>
        <translation>尚未更改任何内容</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Secret</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Everything here is invented. No real cluster is touched.</source>
        <translation>这里的一切都是虚构的，不会触及任何真实集群。</translation>
    </message>
    <message>
        <source>+ Add New ImagePullSecret</source>
        <translation>+ 新建 ImagePullSecret</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message numerus="yes">
        <source>The newest %n item(s)</source>
        <translation>
            <numerusform>最新的 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>The connection to {context} is not secure.</source>
        <translation>与 {context} 的连接不安全。</translation>
    </message>
    <message>
        <source>The kubeconfig turns verification off, or names plain http: others can read passwords on their way.</source>
        <translation>kubeconfig 关闭了证书验证，或使用了明文 http：密码在传输途中可能被他人读取。</translation>
    </message>
    <message>
        <source>Connecting to {context}…</source>
        <translation>正在连接 {context}…</translation>
    </message>
    <message>
        <source>Nothing matches “{text}”</source>
        <translation>没有与“{text}”匹配的项</translation>
    </message>
    <message>
        <source>Nothing needs attention</source>
        <translation>没有需要处理的项</translation>
    </message>
    <message>
        <source>The filter looks at name, namespace, registry, username and description.</source>
        <translation>筛选范围包括名称、命名空间、镜像仓库、用户名和描述。</translation>
    </message>
    <message>
        <source>No ImagePullSecrets in this cluster yet</source>
        <translation>此集群中还没有 ImagePullSecret</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Check the name: a namespace that does not exist looks just like an empty one.</source>
        <translation>请检查名称：不存在的命名空间看起来与空的命名空间一样。</translation>
    </message>
    <message>
        <source>No ImagePullSecrets in {namespace} yet</source>
        <translation>{namespace} 中还没有 ImagePullSecret</translation>
    </message>
    <message>
        <source>Show all namespaces</source>
        <translation>显示所有命名空间</translation>
    </message>
    <message>
        <source>Nothing that needs attention matches “{text}”</source>
        <translation>需要处理的项中没有与“{text}”匹配的</translation>
    </message>
    <message>
        <source>{context} does not answer</source>
        <translation>{context} 没有响应</translation>
    </message>
    <message>
        <source>These rows were true at {time}, {ago}.</source>
        <translation>以下内容截至 {time}（{ago}）。</translation>
    </message>
    <message>
        <source>Its pods pull their images without signing in. Add the first one here.</source>
        <translation>其中的 Pod 拉取镜像时不登录。可在此新建第一个。</translation>
    </message>
    <message numerus="yes">
        <source>No ImagePullSecrets in these %n namespaces yet</source>
        <translation>
            <numerusform>这 %n 个命名空间中还没有 ImagePullSecret</numerusform>
        </translation>
    </message>
    <message>
        <source>Pods there pull their images without signing in. Add the first one here, or choose another namespace above.</source>
        <translation>其中的 Pod 拉取镜像时不登录。可在此新建第一个，或在上方选择其他命名空间。</translation>
    </message>
    <message>
        <source>{what} ({host}, {why}).</source>
        <translation>{what}（{host}，{why}）。</translation>
    </message>
    <message>
        <source>{title}. {sentence}</source>
        <translation>{title}。{sentence}</translation>
    </message>
    <message numerus="yes">
        <source>Trying again by itself, next in %n s.</source>
        <translation>
            <numerusform>将自动重试，下一次在 %n 秒后。</numerusform>
        </translation>
    </message>
    <message>
        <source>Trying again now…</source>
        <translation>正在重试…</translation>
    </message>
    <message>
        <source>Nothing can be changed until then.</source>
        <translation>在此之前无法进行任何更改。</translation>
    </message>
    <message numerus="yes">
        <source>Loading, %n item(s) so far</source>
        <translation>
            <numerusform>正在加载，已有 %n 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s), as of {time}</source>
        <translation>
            <numerusform>%n 项，截至 {time}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{shown} of %n item(s)</source>
        <translation>
            <numerusform>{shown} 项，共 %n 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) attention</source>
        <translation>
            <numerusform>%n 项需要处理</numerusform>
        </translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Changes in the cluster show at once.</source>
        <translation>集群中的更改会立即显示。</translation>
    </message>
    <message>
        <source>Not live</source>
        <translation>非实时</translation>
    </message>
    <message>
        <source>You are not allowed to watch secrets here, so they are listed again every 30 seconds.</source>
        <translation>您无权在此监视 Secret，因此每 30 秒重新列出一次。</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>The rows may be out of date.</source>
        <translation>这些内容可能已过时。</translation>
    </message>
    <message>
        <source>Times in {zone}</source>
        <translation>时间为 {zone}</translation>
    </message>
    <message>
        <source>Filter by name, registry, user…</source>
        <translation>按名称、镜像仓库、用户名筛选…</translation>
    </message>
    <message>
        <source>You may not list ImagePullSecrets in {namespace}</source>
        <translation>您无权列出 {namespace} 中的 ImagePullSecret</translation>
    </message>
    <message>
        <source>You may not list ImagePullSecrets in all namespaces</source>
        <translation>您无权列出所有命名空间中的 ImagePullSecret</translation>
    </message>
    <message>
        <source>less than a minute ago</source>
        <translation>不到一分钟前</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n 小时前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n 天前</numerusform>
        </translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>Unknown host</source>
        <translation>未知主机</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>没有网络</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>没有响应</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>Certificate not trusted</source>
        <translation>证书不受信任</translation>
    </message>
    <message>
        <source>Certificate expired</source>
        <translation>证书已过期</translation>
    </message>
    <message>
        <source>Certificate of another host</source>
        <translation>证书属于其他主机</translation>
    </message>
    <message>
        <source>No secure connection</source>
        <translation>无法建立安全连接</translation>
    </message>
    <message>
        <source>Proxy failed</source>
        <translation>代理失败</translation>
    </message>
    <message>
        <source>Sign-in needed</source>
        <translation>需要登录</translation>
    </message>
    <message>
        <source>Sign-in program missing</source>
        <translation>缺少登录程序</translation>
    </message>
    <message>
        <source>Sign-in failed</source>
        <translation>登录失败</translation>
    </message>
    <message>
        <source>Sign-in not supported</source>
        <translation>不支持此登录方式</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Namespace is being deleted</source>
        <translation>命名空间正在被删除</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Changed by someone else</source>
        <translation>已被他人更改</translation>
    </message>
    <message>
        <source>Exists already</source>
        <translation>已存在</translation>
    </message>
    <message>
        <source>List out of date</source>
        <translation>列表已过时</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>未被接受</translation>
    </message>
    <message>
        <source>Too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation>请求过多</translation>
    </message>
    <message>
        <source>Error in the cluster</source>
        <translation>集群出错</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>Sent to another host</source>
        <translation>被转到其他主机</translation>
    </message>
    <message>
        <source>Not a Kubernetes server</source>
        <translation>不是 Kubernetes 服务器</translation>
    </message>
    <message>
        <source>No kubeconfig</source>
        <translation>没有 kubeconfig</translation>
    </message>
    <message>
        <source>Kubeconfig cannot be read</source>
        <translation>无法读取 kubeconfig</translation>
    </message>
    <message>
        <source>Kubeconfig is broken</source>
        <translation>kubeconfig 已损坏</translation>
    </message>
    <message>
        <source>Context cannot be used</source>
        <translation>上下文无法使用</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>Deleted and created anew</source>
        <translation>已删除并重新创建</translation>
    </message>
    <message>
        <source>Not an ImagePullSecret</source>
        <translation>不是 ImagePullSecret</translation>
    </message>
    <message>
        <source>Broken</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>Entry removed</source>
        <translation>条目已删除</translation>
    </message>
    <message>
        <source>The last entry</source>
        <translation>最后一个条目</translation>
    </message>
    <message>
        <source>No entries</source>
        <translation>没有条目</translation>
    </message>
    <message>
        <source>Immutable</source>
        <translation>不可变</translation>
    </message>
    <message>
        <source>Being deleted</source>
        <translation>正在删除</translation>
    </message>
    <message>
        <source>Nothing was sent</source>
        <translation>没有发送任何内容</translation>
    </message>
    <message>
        <source>Outcome unknown</source>
        <translation>结果未知</translation>
    </message>
    <message>
        <source>Something unforeseen</source>
        <translation>意外情况</translation>
    </message>
    <message>
        <source>{host} refused the connection. Check that the cluster runs and that its address in the kubeconfig is right.</source>
        <translation>{host} 拒绝了连接。请检查集群是否正在运行，以及 kubeconfig 中的地址是否正确。</translation>
    </message>
    <message>
        <source>The address of {host} cannot be found. Check it in the kubeconfig, then your network and your VPN.</source>
        <translation>找不到 {host} 的地址。请检查 kubeconfig 中的地址，然后检查您的网络和 VPN。</translation>
    </message>
    <message>
        <source>The network has no way to {host}. Check your connection and your VPN.</source>
        <translation>网络无法到达 {host}。请检查您的网络连接和 VPN。</translation>
    </message>
    <message>
        <source>{host} did not answer in time. Check your network and your VPN.</source>
        <translation>{host} 没有及时响应。请检查您的网络和 VPN。</translation>
    </message>
    <message>
        <source>The connection to {host} broke off. If it happens again, check your network and your VPN.</source>
        <translation>与 {host} 的连接中断。如果再次发生，请检查您的网络和 VPN。</translation>
    </message>
    <message>
        <source>The certificate of {host} comes from an authority that is not trusted. Check the certificate authority in the kubeconfig.</source>
        <translation>{host} 的证书由不受信任的机构签发。请检查 kubeconfig 中的证书颁发机构。</translation>
    </message>
    <message>
        <source>The certificate of {host} has expired or is not valid yet. Check the clock of this computer, and ask a cluster administrator to renew the certificate.</source>
        <translation>{host} 的证书已过期或尚未生效。请检查本机时钟，并请集群管理员更新证书。</translation>
    </message>
    <message>
        <source>The certificate of {host} was made for another name. Check the address in the kubeconfig, or set tls-server-name there.</source>
        <translation>{host} 的证书是为其他名称签发的。请检查 kubeconfig 中的地址，或在其中设置 tls-server-name。</translation>
    </message>
    <message>
        <source>No secure connection to {host} could be made. Check the address in the kubeconfig: it may not be a server that speaks TLS.</source>
        <translation>无法与 {host} 建立安全连接。请检查 kubeconfig 中的地址：该服务器可能不支持 TLS。</translation>
    </message>
    <message>
        <source>The proxy {host} made no connection to the cluster. Check proxy-url in the kubeconfig and the proxy settings of this computer.</source>
        <translation>代理 {host} 未能连接到集群。请检查 kubeconfig 中的 proxy-url 和本机的代理设置。</translation>
    </message>
    <message>
        <source>The cluster of the context {context} did not accept your sign-in. Sign in again, as you do for kubectl, then refresh.</source>
        <translation>上下文 {context} 的集群未接受您的登录。请像使用 kubectl 时那样重新登录，然后刷新。</translation>
    </message>
    <message>
        <source>The context {context} names no user to sign in as. Set one in the kubeconfig, or choose another context.</source>
        <translation>上下文 {context} 没有指定用于登录的用户。请在 kubeconfig 中设置，或选择其他上下文。</translation>
    </message>
    <message>
        <source>The user {user} in the kubeconfig has nothing to sign in with. Add a token, a client certificate or an exec plugin there.</source>
        <translation>kubeconfig 中的用户 {user} 没有任何登录凭据。请为其添加令牌、客户端证书或 exec 插件。</translation>
    </message>
    <message>
        <source>The token file {file} cannot be read: {reason}. Check that it is there and that you may read it.</source>
        <translation>无法读取令牌文件 {file}：{reason}。请检查该文件是否存在，以及您是否有权读取。</translation>
    </message>
    <message>
        <source>The token of the user {user} has expired. Sign in again, as you do for kubectl, then refresh.</source>
        <translation>用户 {user} 的令牌已过期。请像使用 kubectl 时那样重新登录，然后刷新。</translation>
    </message>
    <message>
        <source>The program {command}, which signs you in, was not found. Install it, or correct its name in the kubeconfig.</source>
        <translation>找不到用于登录的程序 {command}。请安装该程序，或在 kubeconfig 中更正其名称。</translation>
    </message>
    <message>
        <source>The program {command}, which signs you in, ended with status {status}. Run it in a terminal to see why, then refresh.</source>
        <translation>用于登录的程序 {command} 以状态 {status} 结束。请在终端中运行它以查看原因，然后刷新。</translation>
    </message>
    <message>
        <source>The program {command}, which signs you in, did not end within {seconds} s. Run it in a terminal to see what it waits for, then refresh.</source>
        <translation>用于登录的程序 {command} 在 {seconds} 秒内没有结束。请在终端中运行它以查看它在等待什么，然后刷新。</translation>
    </message>
    <message>
        <source>The answer of {command}, which signs you in, cannot be understood: {reason}. Check that the program is up to date.</source>
        <translation>无法理解登录程序 {command} 的输出：{reason}。请检查该程序是否为最新版本。</translation>
    </message>
    <message>
        <source>The user {user} signs in by “{method}”, which this program does not support. Use a token, a client certificate or an exec plugin.</source>
        <translation>用户 {user} 使用“{method}”登录，本程序不支持此方式。请使用令牌、客户端证书或 exec 插件。</translation>
    </message>
    <message>
        <source>You are not allowed to {verb} {resource} in the namespace {namespace}. Ask a cluster administrator for this right.</source>
        <translation>您无权在命名空间 {namespace} 中对 {resource} 执行 {verb} 操作。请向集群管理员申请此权限。</translation>
    </message>
    <message>
        <source>The namespace {namespace} is being deleted, so nothing can be changed in it. Choose another one.</source>
        <translation>命名空间 {namespace} 正在被删除，无法更改其中的任何内容。请选择其他命名空间。</translation>
    </message>
    <message>
        <source>There is no ImagePullSecret {name} in the namespace {namespace}. Check both names; it may have been deleted.</source>
        <translation>命名空间 {namespace} 中没有名为 {name} 的 ImagePullSecret。请检查这两个名称；它可能已被删除。</translation>
    </message>
    <message>
        <source>Someone else changed {name} in the namespace {namespace} at the same moment. Try again.</source>
        <translation>命名空间 {namespace} 中的 {name} 同时被他人更改。请重试。</translation>
    </message>
    <message>
        <source>There is already a secret {name} in the namespace {namespace}. Choose another name.</source>
        <translation>命名空间 {namespace} 中已有名为 {name} 的 Secret。请使用其他名称。</translation>
    </message>
    <message>
        <source>The cluster has no record of the latest changes. Refresh the list.</source>
        <translation>集群已没有最近更改的记录。请刷新列表。</translation>
    </message>
    <message>
        <source>The cluster did not accept {field}: {reason}. Correct it, then try again.</source>
        <translation>集群不接受 {field}：{reason}。请更正后重试。</translation>
    </message>
    <message>
        <source>The change is larger than the cluster accepts. Shorten the password or the description.</source>
        <translation>更改的内容超出集群允许的大小。请缩短密码或描述。</translation>
    </message>
    <message>
        <source>The cluster is busy. Try again in {seconds} s.</source>
        <translation>集群繁忙。请在 {seconds} 秒后重试。</translation>
    </message>
    <message>
        <source>The cluster answered with an error of its own (status {status}). Try again; if it stays, tell a cluster administrator.</source>
        <translation>集群内部出错（状态 {status}）。请重试；如果问题仍然存在，请告知集群管理员。</translation>
    </message>
    <message>
        <source>The cluster refused the request (status {status}). Its reason is in the details.</source>
        <translation>集群拒绝了请求（状态 {status}）。原因见详细信息。</translation>
    </message>
    <message>
        <source>The cluster sent the request on to {host}. It was not followed, so that no credential ends up there. Correct the address in the kubeconfig.</source>
        <translation>集群将请求转到 {host}。为避免凭据被发送到那里，程序没有跟随。请更正 kubeconfig 中的地址。</translation>
    </message>
    <message>
        <source>{host} does not answer as a Kubernetes API server does. Check its address in the kubeconfig; a proxy or a sign-in page may stand in between.</source>
        <translation>{host} 的响应不像 Kubernetes API 服务器。请检查 kubeconfig 中的地址；中间可能有代理或登录页面。</translation>
    </message>
    <message>
        <source>No kubeconfig was found. These places were looked at: {files}. Put yours there, or set KUBECONFIG.</source>
        <translation>找不到 kubeconfig。已查找以下位置：{files}。请将您的 kubeconfig 放到那里，或设置 KUBECONFIG。</translation>
    </message>
    <message>
        <source>The kubeconfig {file} cannot be read: {reason}. Check that you may read it.</source>
        <translation>无法读取 kubeconfig {file}：{reason}。请检查您是否有权读取。</translation>
    </message>
    <message>
        <source>The kubeconfig {file} is broken: {reason}. Correct it; other files are still used.</source>
        <translation>kubeconfig {file} 已损坏：{reason}。请更正；其他文件仍会使用。</translation>
    </message>
    <message>
        <source>The context {context} in {file} cannot be used: {reason}. Correct it, or choose another one.</source>
        <translation>{file} 中的上下文 {context} 无法使用：{reason}。请更正，或选择其他上下文。</translation>
    </message>
    <message>
        <source>The context {context} uses “{setting}”, which this program does not support. Choose another one.</source>
        <translation>上下文 {context} 使用了本程序不支持的“{setting}”。请选择其他上下文。</translation>
    </message>
    <message>
        <source>{name} was deleted from the namespace {namespace} after you opened it. Nothing was updated.</source>
        <translation>您打开 {name} 之后，它已从命名空间 {namespace} 中删除。没有更新任何内容。</translation>
    </message>
    <message>
        <source>{name} in the namespace {namespace} was deleted and created anew after you opened it. Close this and open it again.</source>
        <translation>您打开命名空间 {namespace} 中的 {name} 之后，它被删除并重新创建。请关闭此窗口后重新打开。</translation>
    </message>
    <message>
        <source>{name} in the namespace {namespace} is a secret of the type {type}, not an ImagePullSecret. Check the name.</source>
        <translation>命名空间 {namespace} 中的 {name} 是类型为 {type} 的 Secret，不是 ImagePullSecret。请检查名称。</translation>
    </message>
    <message>
        <source>Someone else removed the entry for {registry} from {name} in the namespace {namespace}. Close this and open it again.</source>
        <translation>有人从命名空间 {namespace} 的 {name} 中删除了 {registry} 的条目。请关闭此窗口后重新打开。</translation>
    </message>
    <message>
        <source>{name} has no entries: there is no credential to change, only its description.</source>
        <translation>{name} 没有任何条目：没有可更改的凭据，只能更改其描述。</translation>
    </message>
    <message>
        <source>{name} is immutable: its credential cannot be changed, only its description. For a new credential, delete it and create it anew.</source>
        <translation>{name} 不可变：只能更改描述，不能更改凭据。如需新凭据，请将其删除后重新创建。</translation>
    </message>
    <message>
        <source>The changed content of {name} would not be read as it should, so nothing was sent. Please report this, and update it with kubectl.</source>
        <translation>更改后的 {name} 无法被正确读取，因此没有发送任何内容。请报告此问题，并使用 kubectl 更新。</translation>
    </message>
    <message>
        <source>All annotations together would take {bytes} bytes, and {limit} are allowed. Shorten the description.</source>
        <translation>全部注解将占用 {bytes} 字节，而上限为 {limit} 字节。请缩短描述。</translation>
    </message>
    <message>
        <source>Someone else changed {name} in the namespace {namespace} in the meantime. Open it to see what it holds now.</source>
        <translation>在此期间，命名空间 {namespace} 中的 {name} 已被他人更改。请打开它查看现在的内容。</translation>
    </message>
    <message>
        <source>The cluster has not said whether {name} in the namespace {namespace} was updated. Look at “Last Updated” when it answers again.</source>
        <translation>集群没有告知命名空间 {namespace} 中的 {name} 是否已更新。请在集群恢复响应后查看“最后更新”。</translation>
    </message>
    <message>
        <source>{name} in the namespace {namespace} is in use. Take it out of what uses it first, then delete it.</source>
        <translation>命名空间 {namespace} 中的 {name} 正在使用中。请先从使用它的对象中移除引用，再将其删除。</translation>
    </message>
    <message>
        <source>What uses {name} in the namespace {namespace} can no longer be seen. Decide again whether to delete it.</source>
        <translation>已无法看到哪些对象在使用命名空间 {namespace} 中的 {name}。请重新决定是否删除。</translation>
    </message>
    <message>
        <source>Someone else has already deleted {name} from the namespace {namespace}.</source>
        <translation>{name} 已被他人从命名空间 {namespace} 中删除。</translation>
    </message>
    <message>
        <source>{file} cannot be used: {reason}. Choose another file.</source>
        <translation>{file} 无法使用：{reason}。请选择其他文件。</translation>
    </message>
    <message>
        <source>{file} cannot be read: {reason}. Check that you may read it.</source>
        <translation>无法读取 {file}：{reason}。请检查您是否有权读取。</translation>
    </message>
    <message>
        <source>Something unforeseen happened ({kind}). You can go on working. Please report it with the details.</source>
        <translation>发生了意外情况（{kind}）。您可以继续工作。请附上详细信息报告此问题。</translation>
    </message>
    <message>
        <source>The context {context} names the user {user}, who is not in the kubeconfig. Add the user there, or choose another context.</source>
        <translation>上下文 {context} 指定的用户 {user} 不在 kubeconfig 中。请在其中添加该用户，或选择其他上下文。</translation>
    </message>
    <message>
        <source>You are not allowed to {verb} the {resource} named {name} in the namespace {namespace}. Ask a cluster administrator for this right.</source>
        <translation>您无权在命名空间 {namespace} 中对名为 {name} 的 {resource} 执行 {verb} 操作。请向集群管理员申请此权限。</translation>
    </message>
    <message>
        <source>You are not allowed to {verb} {resource}. Type the name of a namespace that you may use.</source>
        <translation>您无权对 {resource} 执行 {verb} 操作。请输入您有权使用的命名空间的名称。</translation>
    </message>
    <message>
        <source>You are not allowed to {verb} {resource} in all namespaces. Choose one that you may use.</source>
        <translation>您无权在所有命名空间中对 {resource} 执行 {verb} 操作。请选择您有权使用的命名空间。</translation>
    </message>
    <message>
        <source>You are not allowed to create {resource} in any of the namespaces that are shown. Choose others, or ask a cluster administrator for this right.</source>
        <translation>您无权在所显示的任何命名空间中创建 {resource}。请选择其他命名空间，或向集群管理员申请此权限。</translation>
    </message>
    <message>
        <source>The context {context} cannot be used: {reason}. Correct it in the kubeconfig, or choose another one.</source>
        <translation>上下文 {context} 无法使用：{reason}。请在 kubeconfig 中更正，或选择其他上下文。</translation>
    </message>
    <message>
        <source>There is no namespace {name}. Check its name; it may have been deleted.</source>
        <translation>没有名为 {name} 的命名空间。请检查名称；它可能已被删除。</translation>
    </message>
    <message>
        <source>There is no service account {name} in the namespace {namespace}.</source>
        <translation>命名空间 {namespace} 中没有名为 {name} 的服务账号。</translation>
    </message>
    <message>
        <source>There is already a secret {name} in the namespace {namespace}, of the type {type}. Choose another name.</source>
        <translation>命名空间 {namespace} 中已有名为 {name}、类型为 {type} 的 Secret。请使用其他名称。</translation>
    </message>
    <message>
        <source>There is still a secret {name} in the namespace {namespace}, which is being deleted. Wait until it is gone, then try again.</source>
        <translation>命名空间 {namespace} 中名为 {name} 的 Secret 正在被删除，但仍然存在。请等待删除完成后重试。</translation>
    </message>
    <message>
        <source>The cluster has not said whether {name} was added to the namespace {namespace}. Look for it there when the cluster answers again.</source>
        <translation>集群没有告知是否已在命名空间 {namespace} 中新建 {name}。请在集群恢复响应后到那里查看。</translation>
    </message>
    <message>
        <source>The cluster has not said whether {name} was deleted from the namespace {namespace}. Look for it there when the cluster answers again.</source>
        <translation>集群没有告知 {name} 是否已从命名空间 {namespace} 中删除。请在集群恢复响应后到那里查看。</translation>
    </message>
    <message>
        <source>The cluster has not said whether {name} was copied to the namespace {namespace}. Look for it there when the cluster answers again.</source>
        <translation>集群没有告知 {name} 是否已复制到命名空间 {namespace}。请在集群恢复响应后到那里查看。</translation>
    </message>
    <message>
        <source>The cluster has not said whether all pods were deleted in the namespace {namespace}. Look at “Status” when it answers again.</source>
        <translation>集群没有告知命名空间 {namespace} 中的 Pod 是否已全部删除。请在集群恢复响应后查看“状态”。</translation>
    </message>
    <message>
        <source>The entry for {key} in this Docker config.json cannot be read ({why}). Correct it, or leave it out.</source>
        <translation>无法读取此 Docker config.json 中 {key} 的条目（{why}）。请更正，或去掉该条目。</translation>
    </message>
    <message>
        <source>There is nothing in it. Choose a Docker config.json.</source>
        <translation>其中没有任何内容。请选择 Docker config.json。</translation>
    </message>
    <message>
        <source>This is a Kubernetes manifest, not a Docker config.json. Create it with kubectl apply.</source>
        <translation>这是 Kubernetes 清单，不是 Docker config.json。请使用 kubectl apply 创建。</translation>
    </message>
    <message>
        <source>This is base64, not a Docker config.json. Decode it first.</source>
        <translation>这是 base64，不是 Docker config.json。请先解码。</translation>
    </message>
    <message>
        <source>This is a web page, not a Docker config.json. Choose another file.</source>
        <translation>这是网页，不是 Docker config.json。请选择其他文件。</translation>
    </message>
    <message>
        <source>The content of {name} in the namespace {namespace} is broken ({why}), so it is not copied: pods that name a copy could not pull either. Repair it first.</source>
        <translation>命名空间 {namespace} 中 {name} 的内容已损坏（{why}），因此不会复制：引用副本的 Pod 同样无法拉取镜像。请先修复。</translation>
    </message>
    <message>
        <source>{name} is being deleted, so it is not copied.</source>
        <translation>{name} 正在被删除，因此不会复制。</translation>
    </message>
    <message>
        <source>The cluster did not accept the change. Its reason is in the details.</source>
        <translation>集群不接受此更改。原因见详细信息。</translation>
    </message>
    <message>
        <source>Enter a username.</source>
        <translation>请输入用户名。</translation>
    </message>
    <message>
        <source>A username cannot contain “:”.</source>
        <translation>用户名不能包含“:”。</translation>
    </message>
    <message>
        <source>There is a control character in it. Type it anew.</source>
        <translation>其中含有控制字符。请重新输入。</translation>
    </message>
    <message>
        <source>Enter a password.</source>
        <translation>请输入密码。</translation>
    </message>
    <message>
        <source>There is a space at the end.</source>
        <translation>末尾有空格。</translation>
    </message>
    <message>
        <source>There is a space at the start.</source>
        <translation>开头有空格。</translation>
    </message>
    <message>
        <source>There is a line end at the end.</source>
        <translation>末尾有换行符。</translation>
    </message>
    <message>
        <source>There is a line end at the start.</source>
        <translation>开头有换行符。</translation>
    </message>
    <message>
        <source>Too long: all annotations together may take 262,144 bytes. Shorten the description.</source>
        <translation>过长：全部注解最多可占用 262,144 字节。请缩短描述。</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>A name is made of lower-case letters a to z, digits, “-” and “.”; it begins and ends with a letter or a digit.</source>
        <translation>名称由小写字母 a 到 z、数字、“-”和“.”组成，并以字母或数字开头和结尾。</translation>
    </message>
    <message>
        <source>A name has at most 253 characters.</source>
        <translation>名称最多包含 253 个字符。</translation>
    </message>
    <message>
        <source>Enter a namespace.</source>
        <translation>请输入命名空间。</translation>
    </message>
    <message>
        <source>A namespace is made of lower-case letters a to z, digits and “-”; it begins and ends with a letter or a digit.</source>
        <translation>命名空间由小写字母 a 到 z、数字和“-”组成，并以字母或数字开头和结尾。</translation>
    </message>
    <message>
        <source>The name of a namespace has at most 63 characters.</source>
        <translation>命名空间的名称最多包含 63 个字符。</translation>
    </message>
    <message>
        <source>Enter a registry.</source>
        <translation>请输入镜像仓库。</translation>
    </message>
    <message>
        <source>There is an entry for this registry already.</source>
        <translation>已有此镜像仓库的条目。</translation>
    </message>
    <message>
        <source>It matches no image.</source>
        <translation>它不匹配任何镜像。</translation>
    </message>
    <message>
        <source>“{key}” stands for the same images: the kubelet tries the two in random order.</source>
        <translation>“{key}”对应同样的镜像：kubelet 会以随机顺序尝试这两者。</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>nested too deep</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>wrong type</source>
        <translation>类型错误</translation>
    </message>
    <message>
        <source>not base64</source>
        <translation>不是 base64</translation>
    </message>
    <message>
        <source>no colon</source>
        <translation>缺少冒号</translation>
    </message>
    <message>
        <source>Its content is not JSON.</source>
        <translation>其内容不是 JSON。</translation>
    </message>
    <message>
        <source>Its content is nested too deep.</source>
        <translation>其内容嵌套过深。</translation>
    </message>
    <message>
        <source>Its content has the wrong type.</source>
        <translation>其内容的类型错误。</translation>
    </message>
    <message>
        <source>Its content is not base64.</source>
        <translation>其内容不是 base64。</translation>
    </message>
    <message>
        <source>Its “auth” has no colon between username and password.</source>
        <translation>其“auth”的用户名与密码之间没有冒号。</translation>
    </message>
    <message>
        <source>The entry for {key} has the wrong type.</source>
        <translation>{key} 的条目类型错误。</translation>
    </message>
    <message>
        <source>The “auth” of the entry for {key} is not base64.</source>
        <translation>{key} 的条目中的“auth”不是 base64。</translation>
    </message>
    <message>
        <source>The “auth” of the entry for {key} has no colon between username and password.</source>
        <translation>{key} 的条目中，“auth”的用户名与密码之间没有冒号。</translation>
    </message>
    <message>
        <source>“{field}” has the wrong type.</source>
        <translation>“{field}”的类型错误。</translation>
    </message>
    <message>
        <source>“{field}” of the entry for {key} has the wrong type.</source>
        <translation>{key} 的条目中“{field}”的类型错误。</translation>
    </message>
    <message>
        <source>Every pull of the pods that name it fails until it is repaired.</source>
        <translation>在修复之前，引用它的 Pod 的所有镜像拉取都会失败。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: it is empty or has a blank in it.</source>
        <translation>“{key}”不匹配任何镜像：它为空或含有空白字符。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: only https:// and http:// may stand before a registry.</source>
        <translation>“{key}”不匹配任何镜像：镜像仓库前只能是 https:// 或 http://。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: upper case counts. Registries are written in lower case.</source>
        <translation>“{key}”不匹配任何镜像：区分大小写，镜像仓库应使用小写。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: “?” and “[ ]” never work, and “*” only in the host.</source>
        <translation>“{key}”不匹配任何镜像：“?”和“[ ]”不起作用，“*”只能用于主机名。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: an IPv6 address works only with a port.</source>
        <translation>“{key}”不匹配任何镜像：IPv6 地址必须带端口。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: the name of a registry has a dot or a port.</source>
        <translation>“{key}”不匹配任何镜像：镜像仓库的名称应含有点号或端口。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: ports are compared as text. Leave out “:443”.</source>
        <translation>“{key}”不匹配任何镜像：端口按文本比较，请去掉“:443”。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: a slash is missing at its end.</source>
        <translation>“{key}”不匹配任何镜像：末尾缺少斜杠。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: Docker Hub is written https://index.docker.io/v1/.</source>
        <translation>“{key}”不匹配任何镜像：Docker Hub 应写作 https://index.docker.io/v1/。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: a path on Docker Hub follows docker.io.</source>
        <translation>“{key}”不匹配任何镜像：Docker Hub 上的路径应写在 docker.io 之后。</translation>
    </message>
    <message>
        <source>“{key}” matches no image: it is not an address that the kubelet can read.</source>
        <translation>“{key}”不匹配任何镜像：kubelet 无法识别此地址。</translation>
    </message>
    <message>
        <source>Managed by {owner}, which would undo a change made here.</source>
        <translation>由 {owner} 管理，它会撤销在此所做的更改。</translation>
    </message>
    <message>
        <source>Change {owner} instead.</source>
        <translation>请改为更改 {owner}。</translation>
    </message>
    <message>
        <source>Managed by the ExternalSecret {owner}: a change made here would be undone by its next refresh.</source>
        <translation>由 ExternalSecret {owner} 管理：在此所做的更改会在其下次刷新时被撤销。</translation>
    </message>
    <message>
        <source>Change the credential in the secret store that it is read from.</source>
        <translation>请在其读取凭据的密钥存储中更改。</translation>
    </message>
    <message>
        <source>Managed by the Helm release {owner}: a change made here would be undone by its next upgrade.</source>
        <translation>由 Helm Release {owner} 管理：在此所做的更改会在其下次升级时被撤销。</translation>
    </message>
    <message>
        <source>Change the values of that release, then run helm upgrade.</source>
        <translation>请更改该 Release 的 values，然后运行 helm upgrade。</translation>
    </message>
    <message>
        <source>Managed by the Argo CD application {owner}: a change made here would be undone by its next sync.</source>
        <translation>由 Argo CD 应用 {owner} 管理：在此所做的更改会在其下次同步时被撤销。</translation>
    </message>
    <message>
        <source>Change the source of that application, then sync it.</source>
        <translation>请更改该应用的来源，然后同步。</translation>
    </message>
    <message>
        <source>Managed by the Flux Kustomization {owner}: a change made here would be undone when it is next reconciled.</source>
        <translation>由 Flux Kustomization {owner} 管理：在此所做的更改会在其下次协调时被撤销。</translation>
    </message>
    <message>
        <source>Change the source of that Kustomization.</source>
        <translation>请更改该 Kustomization 的来源。</translation>
    </message>
    <message>
        <source>Made by OpenShift for the service account {owner}: a change made here would be undone.</source>
        <translation>由 OpenShift 为服务账号 {owner} 创建：在此所做的更改会被撤销。</translation>
    </message>
    <message>
        <source>OpenShift renews it by itself. Use another ImagePullSecret for other registries.</source>
        <translation>OpenShift 会自动更新它。如需用于其他镜像仓库，请使用另一个 ImagePullSecret。</translation>
    </message>
    <message>
        <source>Copied by Rancher from the project {owner}: a change made here would be undone.</source>
        <translation>由 Rancher 从项目 {owner} 复制：在此所做的更改会被撤销。</translation>
    </message>
    <message>
        <source>Change the secret of that project in Rancher.</source>
        <translation>请在 Rancher 中更改该项目的 Secret。</translation>
    </message>
    <message>
        <source>Made by Portainer from its registry number {owner}: a change made here would be undone.</source>
        <translation>由 Portainer 根据其编号为 {owner} 的镜像仓库创建：在此所做的更改会被撤销。</translation>
    </message>
    <message>
        <source>Change that registry in Portainer.</source>
        <translation>请在 Portainer 中更改该镜像仓库。</translation>
    </message>
    <message>
        <source>Copied by Reflector from {owner}: a change made here would be undone.</source>
        <translation>由 Reflector 从 {owner} 复制：在此所做的更改会被撤销。</translation>
    </message>
    <message>
        <source>Managed by External Secrets: a change made here would be undone by its next refresh.</source>
        <translation>由 External Secrets 管理：在此所做的更改会在其下次刷新时被撤销。</translation>
    </message>
    <message>
        <source>Made by OpenShift: a change made here would be undone.</source>
        <translation>由 OpenShift 创建：在此所做的更改会被撤销。</translation>
    </message>
    <message>
        <source>Copied by Rancher from a project: a change made here would be undone.</source>
        <translation>由 Rancher 从某个项目复制：在此所做的更改会被撤销。</translation>
    </message>
    <message>
        <source>Added an entry to {name} in {namespace}.</source>
        <translation>已向 {namespace} 中的 {name} 添加条目。</translation>
    </message>
    <message>
        <source>Changed a registry of {name} in {namespace}.</source>
        <translation>已更改 {namespace} 中 {name} 的镜像仓库。</translation>
    </message>
    <message>
        <source>Removed an entry from {name} in {namespace}.</source>
        <translation>已从 {namespace} 中的 {name} 删除条目。</translation>
    </message>
    <message>
        <source>Replaced the content of {name} in {namespace}.</source>
        <translation>已替换 {namespace} 中 {name} 的内容。</translation>
    </message>
    <message>
        <source>Added {name} in {namespace}. New pods that name no ImagePullSecret of their own use it.</source>
        <translation>已在 {namespace} 中新建 {name}。未自行指定 ImagePullSecret 的新 Pod 将使用它。</translation>
    </message>
    <message>
        <source>The pods that cannot pull with {name} were not deleted: {sentence}</source>
        <translation>未能删除无法用 {name} 拉取镜像的 Pod：{sentence}</translation>
    </message>
    <message>
        <source>{name} was not added: {sentence}</source>
        <translation>未能新建 {name}：{sentence}</translation>
    </message>
    <message>
        <source>{name} was not deleted: {sentence}</source>
        <translation>未能删除 {name}：{sentence}</translation>
    </message>
    <message>
        <source>{name} was not copied: {sentence}</source>
        <translation>未能复制 {name}：{sentence}</translation>
    </message>
    <message>
        <source>{name} was added, but is not used for new pods: {sentence}</source>
        <translation>已新建 {name}，但未能用于新 Pod：{sentence}</translation>
    </message>
    <message>
        <source>Update ImagePullSecret</source>
        <translation>更新 ImagePullSecret</translation>
    </message>
    <message>
        <source>Change anyway…</source>
        <translation>仍要更改…</translation>
    </message>
    <message>
        <source>The name of this ImagePullSecret. It cannot be changed.</source>
        <translation>此 ImagePullSecret 的名称，不能更改。</translation>
    </message>
    <message>
        <source>The Kubernetes namespace that it belongs to.</source>
        <translation>它所属的 Kubernetes 命名空间。</translation>
    </message>
    <message>
        <source>Someone else changed this ImagePullSecret in the meantime.</source>
        <translation>在此期间，此 ImagePullSecret 已被他人更改。</translation>
    </message>
    <message>
        <source>What you typed is still here. Look at it again before you send it.</source>
        <translation>您输入的内容仍然保留。发送前请再检查一遍。</translation>
    </message>
    <message>
        <source>Add anyway</source>
        <comment>an entry</comment>
        <translation>仍要添加</translation>
    </message>
    <message>
        <source>The registry key of the entry as it is stored.</source>
        <translation>该条目所存储的镜像仓库键。</translation>
    </message>
    <message>
        <source>The registry key that the entry gets. Its username and password stay.</source>
        <translation>该条目的新镜像仓库键。其用户名和密码保持不变。</translation>
    </message>
    <message>
        <source>New registry</source>
        <translation>新镜像仓库</translation>
    </message>
    <message>
        <source>Remove the entry for {registry} from {name}?</source>
        <translation>要从 {name} 中删除 {registry} 的条目吗？</translation>
    </message>
    <message>
        <source>Pods that use this ImagePullSecret can no longer pull with this entry.</source>
        <translation>使用此 ImagePullSecret 的 Pod 将无法再用此条目拉取镜像。</translation>
    </message>
    <message>
        <source>Replace anyway</source>
        <translation>仍要替换</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>What the kubelet cannot read: it is left out of the new content.</source>
        <translation>kubelet 无法读取的部分，新内容中将不包含。</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>将丢失</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) can be kept. Change them or add others, then replace the content.</source>
        <translation>
            <numerusform>可以保留 %n 个条目。您可以更改它们或添加其他条目，然后替换内容。</numerusform>
        </translation>
    </message>
    <message>
        <source>No entry can be kept. Enter what it is to hold, or import it.</source>
        <translation>没有可以保留的条目。请输入新内容，或将其导入。</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>全部内容</translation>
    </message>
    <message>
        <source>What follows the Docker config</source>
        <translation>Docker 配置之后的内容</translation>
    </message>
    <message>
        <source>“{field}”</source>
        <translation>“{field}”</translation>
    </message>
    <message>
        <source>The entry for {key}</source>
        <translation>{key} 的条目</translation>
    </message>
    <message>
        <source>“{field}” of the entry for {key}</source>
        <translation>{key} 的条目中的“{field}”</translation>
    </message>
    <message>
        <source>An earlier entry for {key}, which did not count</source>
        <translation>{key} 的较早条目（未生效）</translation>
    </message>
    <message>
        <source>The address of the registry where your container images are stored.</source>
        <translation>存放容器镜像的镜像仓库的地址。</translation>
    </message>
    <message>
        <source>The username of your registry account.</source>
        <translation>您的镜像仓库账号的用户名。</translation>
    </message>
    <message>
        <source>The password of your registry account. It is masked with dots.</source>
        <translation>您的镜像仓库账号的密码，以圆点遮盖。</translation>
    </message>
    <message>
        <source>What this ImagePullSecret is for. It is kept in an annotation.</source>
        <translation>此 ImagePullSecret 的用途，保存在注解中。</translation>
    </message>
    <message>
        <source>Checking the credential first…</source>
        <translation>正在先检查凭据…</translation>
    </message>
    <message>
        <source>Updating an ImagePullSecret that is being used might cause the image pull to fail temporarily.</source>
        <translation>更新正在使用的 ImagePullSecret 可能会导致镜像拉取暂时失败。</translation>
    </message>
    <message>
        <source>It is not known yet what uses it.</source>
        <translation>目前还不知道哪些对象在使用它。</translation>
    </message>
    <message>
        <source>This ImagePullSecret was made with kubectl apply.</source>
        <translation>此 ImagePullSecret 是用 kubectl apply 创建的。</translation>
    </message>
    <message>
        <source>Applying the old manifest again brings the old credential back. Change the manifest too.</source>
        <translation>再次应用旧清单会恢复旧凭据。请同时更改清单。</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Sign in to the registry from this computer. Nothing is changed there or here.</source>
        <translation>从本机登录镜像仓库，两端均不会更改任何内容。</translation>
    </message>
    <message>
        <source>Send it without encryption (plain http)</source>
        <translation>不加密发送（明文 http）</translation>
    </message>
    <message>
        <source>Whoever is on the way between this computer and the registry can read it.</source>
        <translation>从本机到镜像仓库的传输途中，任何人都可能读取它。</translation>
    </message>
    <message>
        <source>The registry has a wildcard: this is the host that is asked when the credential is checked.</source>
        <translation>镜像仓库含有通配符：检查凭据时将询问此主机。</translation>
    </message>
    <message>
        <source>Registry host</source>
        <translation>镜像仓库主机</translation>
    </message>
    <message>
        <source>“{host}” is not served by {registry}.</source>
        <translation>{registry} 与“{host}”不匹配。</translation>
    </message>
    <message>
        <source>{host} refuses this credential.</source>
        <translation>{host} 拒绝此凭据。</translation>
    </message>
    <message>
        <source>It says: “{message}”.</source>
        <translation>它的说明是：“{message}”。</translation>
    </message>
    <message>
        <source>Pods that need it will probably not get their images.</source>
        <translation>需要它的 Pod 很可能无法获取镜像。</translation>
    </message>
    <message>
        <source>This credential cannot pull every image in use.</source>
        <translation>此凭据无法拉取部分正在使用的镜像。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Update anyway</source>
        <translation>仍要更新</translation>
    </message>
    <message>
        <source>This entry holds only a token, which the kubelet ignores: it pulls without a credential.</source>
        <translation>此条目只含有令牌，而 kubelet 会忽略令牌，不使用凭据拉取。</translation>
    </message>
    <message>
        <source>“{other}” stands for the same images: the kubelet tries the two in random order.</source>
        <translation>“{other}”对应同样的镜像：kubelet 会以随机顺序尝试这两者。</translation>
    </message>
    <message>
        <source>Update or put back this entry first, then choose another one.</source>
        <translation>请先更新或恢复此条目，再选择其他条目。</translation>
    </message>
    <message>
        <source>Copy to namespaces</source>
        <translation>复制到命名空间</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>执行情况</translation>
    </message>
    <message>
        <source>Type, content and description are copied; labels, owners and other annotations are not.</source>
        <translation>复制类型、内容和描述；不复制标签、所有者和其他注解。</translation>
    </message>
    <message>
        <source>Each namespace is tried first: the cluster checks rights, quotas and its rules and creates nothing.</source>
        <translation>每个命名空间都会先试运行：集群检查权限、配额及其规则，不创建任何内容。</translation>
    </message>
    <message>
        <source>{owner} does not manage the copies.</source>
        <translation>{owner} 不管理这些副本。</translation>
    </message>
    <message>
        <source>It changed while it was copied. What is copied from now on is what it holds now.</source>
        <translation>它在复制期间发生了更改。此后复制的是它现在的内容。</translation>
    </message>
    <message>
        <source>“Copied as it was before” marks the namespaces that have the old content.</source>
        <translation>“已复制（旧内容）”标明的命名空间中是旧内容。</translation>
    </message>
    <message numerus="yes">
        <source>Copy to %n namespace(s)</source>
        <translation>
            <numerusform>复制到 %n 个命名空间</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop waiting</source>
        <translation>停止等待</translation>
    </message>
    <message>
        <source>Choose namespaces to see what would happen there.</source>
        <translation>选择命名空间，查看将会发生什么。</translation>
    </message>
    <message>
        <source>{done} of {all} done.</source>
        <translation>已完成 {done} 个，共 {all} 个。</translation>
    </message>
    <message>
        <source>What is done stays done if you cancel.</source>
        <translation>取消后，已完成的部分仍然保留。</translation>
    </message>
    <message numerus="yes">
        <source>Trying %n namespace(s)…</source>
        <translation>
            <numerusform>正在试运行 %n 个命名空间…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copied</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>已复制 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n copied as it was before</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>已复制旧内容 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>失败 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to be created</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>将创建 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already there</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>已存在 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not possible</source>
        <comment>namespaces</comment>
        <translation>
            <numerusform>无法复制 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation>正在试运行…</translation>
    </message>
    <message>
        <source>Will be created</source>
        <translation>将创建</translation>
    </message>
    <message>
        <source>Already there, the same</source>
        <translation>已存在，内容相同</translation>
    </message>
    <message>
        <source>Skipped: there as {type}</source>
        <translation>跳过：已存在，类型为 {type}</translation>
    </message>
    <message>
        <source>Already there: skipped</source>
        <translation>跳过：已存在</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Copying…</source>
        <translation>正在复制…</translation>
    </message>
    <message>
        <source>Copied as it was before</source>
        <translation>已复制（旧内容）</translation>
    </message>
    <message>
        <source>No such namespace</source>
        <translation>没有此命名空间</translation>
    </message>
    <message>
        <source>Updating…</source>
        <translation>正在更新…</translation>
    </message>
    <message>
        <source>Reading the ImagePullSecret…</source>
        <translation>正在读取 ImagePullSecret…</translation>
    </message>
    <message>
        <source>Nothing was changed yet.</source>
        <translation>尚未更改任何内容。</translation>
    </message>
    <message>
        <source>Change anyway</source>
        <translation>仍要更改</translation>
    </message>
    <message>
        <source>Change this ImagePullSecret anyway?</source>
        <translation>仍要更改此 ImagePullSecret 吗？</translation>
    </message>
    <message>
        <source>You are signed in as {user}.</source>
        <translation>您的登录身份是 {user}。</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>去掉</translation>
    </message>
    <message>
        <source>Use “{fix}”</source>
        <translation>使用“{fix}”</translation>
    </message>
    <message>
        <source>Not a pull secret: {type}</source>
        <translation>类型不符：{type}</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Broken: {why}</source>
        <translation>已损坏：{why}</translation>
    </message>
    <message>
        <source>Matches no image</source>
        <translation>不匹配任何镜像</translation>
    </message>
    <message>
        <source>Use unknown</source>
        <translation>使用情况未知</translation>
    </message>
    <message>
        <source>{one} {next}</source>
        <translation>{one}{next}</translation>
    </message>
    <message>
        <source>Terminating</source>
        <translation>正在终止</translation>
    </message>
    <message>
        <source>Waiting for a pull</source>
        <translation>等待拉取</translation>
    </message>
    <message>
        <source>Pulled</source>
        <translation>已拉取</translation>
    </message>
    <message>
        <source>Pulled at {time}</source>
        <translation>已于 {time} 拉取</translation>
    </message>
    <message>
        <source>Pulled: {time}</source>
        <translation>已拉取：{time}</translation>
    </message>
    <message>
        <source>It is there as {type}, so nothing can be pulled with it.</source>
        <translation>它的类型是 {type}，因此无法用它拉取镜像。</translation>
    </message>
    <message>
        <source>It is named to pull images with, but there is no such secret.</source>
        <translation>有对象引用它来拉取镜像，但没有这个 Secret。</translation>
    </message>
    <message>
        <source>?</source>
        <translation>?</translation>
    </message>
    <message>
        <source>{count}+</source>
        <translation>{count}+</translation>
    </message>
    <message>
        <source>It cannot be seen what uses it.</source>
        <translation>无法看到哪些对象在使用它。</translation>
    </message>
    <message numerus="yes">
        <source>%n use(s) it.</source>
        <translation>
            <numerusform>有 %n 个对象在使用它。</numerusform>
        </translation>
    </message>
    <message>
        <source>Not everything that may use it can be seen.</source>
        <translation>可能还有看不到的使用者。</translation>
    </message>
    <message>
        <source>Choose “Keep mine” or “Take theirs” first.</source>
        <translation>请先选择“保留我的”或“采用对方的”。</translation>
    </message>
    <message>
        <source>Correct the username to update.</source>
        <translation>更正用户名后才能更新。</translation>
    </message>
    <message>
        <source>Correct the password to update.</source>
        <translation>更正密码后才能更新。</translation>
    </message>
    <message>
        <source>Correct the description to update.</source>
        <translation>更正描述后才能更新。</translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) get it at the next pull.</source>
        <translation>
            <numerusform>%n 个使用者会在下次拉取时用到它。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s) get the new credential at the next pull.</source>
        <translation>
            <numerusform>%n 个使用者将在下次拉取时使用新凭据。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Waiting for the outcome of %n change(s)…</source>
        <translation>
            <numerusform>正在等待 %n 项更改的结果…</numerusform>
        </translation>
    </message>
    <message>
        <source>Put back {name} in {namespace}.</source>
        <translation>已恢复 {namespace} 中的 {name}。</translation>
    </message>
    <message>
        <source>Updated {name} in {namespace}.</source>
        <translation>已更新 {namespace} 中的 {name}。</translation>
    </message>
    <message>
        <source>Not a Docker config</source>
        <translation>不是 Docker 配置</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Already gone</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>The extra CA file cannot be used</source>
        <translation>附加 CA 文件无法使用</translation>
    </message>
    <message>
        <source>Activity cannot be read</source>
        <translation>无法读取活动记录</translation>
    </message>
    <message>
        <source>The content of {name} in the namespace {namespace} is broken ({why}), so it cannot be updated. Open it and use “Replace the content…”.</source>
        <translation>命名空间 {namespace} 中 {name} 的内容已损坏（{why}），因此无法更新。请打开它并使用“替换内容…”。</translation>
    </message>
    <message>
        <source>{name} in the namespace {namespace} has an entry for {registry} already. Update that one instead.</source>
        <translation>命名空间 {namespace} 中的 {name} 已有 {registry} 的条目。请改为更新该条目。</translation>
    </message>
    <message>
        <source>The entry for {registry} is the last one in {name}: without it nothing could be pulled. Delete {name} instead.</source>
        <translation>{registry} 的条目是 {name} 中的最后一个：没有它就无法拉取任何镜像。请改为删除 {name}。</translation>
    </message>
    <message>
        <source>{name} is being deleted, so it cannot be changed. Wait until it is gone.</source>
        <translation>{name} 正在被删除，因此无法更改。请等待删除完成。</translation>
    </message>
    <message>
        <source>This is not a Docker config.json ({why}). Choose another file.</source>
        <translation>这不是 Docker config.json（{why}）。请选择其他文件。</translation>
    </message>
    <message>
        <source>You are not allowed to {verb} {resource} in {namespaces}, so only the others are shown. Ask a cluster administrator for this right.</source>
        <translation>您无权在 {namespaces} 中对 {resource} 执行 {verb} 操作，因此只显示其他命名空间。请向集群管理员申请此权限。</translation>
    </message>
    <message>
        <source>Not in use</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>Added {name} in {namespace}.</source>
        <translation>已在 {namespace} 中新建 {name}。</translation>
    </message>
    <message>
        <source>Deleted {name} in {namespace}.</source>
        <translation>已删除 {namespace} 中的 {name}。</translation>
    </message>
    <message>
        <source>{name} in {namespace} is being deleted.</source>
        <translation>{namespace} 中的 {name} 正在被删除。</translation>
    </message>
    <message>
        <source>Copied {name} to {namespace}.</source>
        <translation>已将 {name} 复制到 {namespace}。</translation>
    </message>
    <message>
        <source>Deleted the pods that could not pull with {name} in {namespace}. Each is made anew by its controller.</source>
        <translation>已删除 {namespace} 中无法用 {name} 拉取镜像的 Pod，它们会由各自的控制器重新创建。</translation>
    </message>
    <message>
        <source>{name} was not put back: {sentence}</source>
        <translation>未能恢复 {name}：{sentence}</translation>
    </message>
    <message>
        <source>{name} was not updated: {sentence}</source>
        <translation>未能更新 {name}：{sentence}</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>&apos;Today&apos; HH:mm</source>
        <comment>a QLocale date format</comment>
        <translation>&apos;今天&apos; HH:mm</translation>
    </message>
    <message>
        <source>MMM d, HH:mm</source>
        <comment>a QLocale date format</comment>
        <translation>M月d日 HH:mm</translation>
    </message>
    <message>
        <source>MMM d, yyyy</source>
        <comment>a QLocale date format</comment>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>Delete ImagePullSecret</source>
        <translation>删除 ImagePullSecret</translation>
    </message>
    <message>
        <source>Delete this ImagePullSecret anyway?</source>
        <translation>仍要删除此 ImagePullSecret 吗？</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>使用者</translation>
    </message>
    <message>
        <source>To delete it anyway, type its name:</source>
        <translation>如仍要删除，请输入其名称：</translation>
    </message>
    <message>
        <source>Yes, delete!</source>
        <translation>是，删除！</translation>
    </message>
    <message>
        <source>It is being deleted.</source>
        <translation>它正在被删除。</translation>
    </message>
    <message>
        <source>Held by {holds} until that is done.</source>
        <translation>在 {holds} 完成之前仍会保留。</translation>
    </message>
    <message>
        <source>Only what is not in use can be deleted.</source>
        <translation>只有未使用的才能删除。</translation>
    </message>
    <message>
        <source>It is in use, so it cannot be deleted.</source>
        <translation>它正在使用中，因此无法删除。</translation>
    </message>
    <message>
        <source>Take it out of these first: without it, their pods may fail to start anew.</source>
        <translation>请先从以下对象中移除引用：没有它，这些对象的 Pod 可能无法重新启动。</translation>
    </message>
    <message>
        <source>It is not in use.</source>
        <translation>它未被使用。</translation>
    </message>
    <message>
        <source>No pod, service account, Deployment, StatefulSet, DaemonSet, Job or CronJob of its namespace names it.</source>
        <translation>其命名空间中没有 Pod、服务账号、Deployment、StatefulSet、DaemonSet、Job 或 CronJob 引用它。</translation>
    </message>
    <message>
        <source>Only pods that have ended name it.</source>
        <translation>只有已结束的 Pod 引用它。</translation>
    </message>
    <message>
        <source>It cannot be seen whether it is in use.</source>
        <translation>无法看到它是否在使用中。</translation>
    </message>
    <message>
        <source>Delete anyway</source>
        <translation>仍要删除</translation>
    </message>
    <message>
        <source>Deleting…</source>
        <translation>正在删除…</translation>
    </message>
    <message>
        <source>Delete it? This cannot be undone.</source>
        <translation>要删除吗？此操作无法撤销。</translation>
    </message>
    <message>
        <source>Type its name to delete it anyway.</source>
        <translation>输入其名称后才能删除。</translation>
    </message>
    <message>
        <source>it is not an ordinary file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>it is larger than 1 MiB</source>
        <translation>超过 1 MiB</translation>
    </message>
    <message>
        <source>Namespaces</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>You may not list namespaces: type their names, separated by commas.</source>
        <translation>您无权列出命名空间：请输入其名称，以逗号分隔。</translation>
    </message>
    <message numerus="yes">
        <source>All %n that are found</source>
        <translation>
            <numerusform>找到的全部 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n namespace(s)</source>
        <translation>
            <numerusform>全部 %n 个命名空间</numerusform>
        </translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Registries</source>
        <translation>镜像仓库</translation>
    </message>
    <message>
        <source>Extra CA file</source>
        <translation>附加 CA 文件</translation>
    </message>
    <message>
        <source>Check credentials before they are written</source>
        <translation>写入前检查凭据</translation>
    </message>
    <message>
        <source>Pull Secrets signs in to the registry from this computer.</source>
        <translation>Pull Secrets 会从本机登录镜像仓库。</translation>
    </message>
    <message>
        <source>A file with certificates to trust beside the system&apos;s when a registry is asked.</source>
        <translation>询问镜像仓库时，除系统信任的证书外，还信任此文件中的证书。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the extra CA file</source>
        <translation>选择附加 CA 文件</translation>
    </message>
    <message>
        <source>Takes effect the next time Pull Secrets starts.</source>
        <translation>下次启动 Pull Secrets 时生效。</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der)</source>
        <translation>证书 (*.pem *.crt *.cer *.der)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>The name of this ImagePullSecret.</source>
        <translation>此 ImagePullSecret 的名称。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Pods</source>
        <translation>Pod</translation>
    </message>
    <message numerus="yes">
        <source>%n ended</source>
        <comment>pods</comment>
        <translation>
            <numerusform>%n 个已结束</numerusform>
        </translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>also mounted</source>
        <translation>同时被挂载</translation>
    </message>
    <message>
        <source>mounted</source>
        <translation>被挂载</translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s) use it now.</source>
        <translation>
            <numerusform>现有 %n 个 Pod 在使用它。</numerusform>
        </translation>
    </message>
    <message>
        <source>Its content is mounted or taken into the environment.</source>
        <translation>其内容被挂载或用作环境变量。</translation>
    </message>
    <message numerus="yes">
        <source>%n pod(s) that name it have ended, and do not use it any more.</source>
        <translation>
            <numerusform>有 %n 个引用它的 Pod 已结束，不再使用它。</numerusform>
        </translation>
    </message>
    <message>
        <source>The annotation {annotation} holds this credential too. Update changes both, but applying the old manifest again brings the old one back.</source>
        <translation>注解 {annotation} 中也含有此凭据。更新会同时更改两处，但再次应用旧清单会恢复旧凭据。</translation>
    </message>
    <message>
        <source>Made with kubectl apply: applying the old manifest again brings the old credential back.</source>
        <translation>用 kubectl apply 创建：再次应用旧清单会恢复旧凭据。</translation>
    </message>
    <message>
        <source>It has no entries, so nothing can be pulled with it.</source>
        <translation>它没有任何条目，因此无法用它拉取镜像。</translation>
    </message>
    <message>
        <source>{keys} stand for the same images: the kubelet tries them in random order.</source>
        <translation>{keys}对应同样的镜像：kubelet 会以随机顺序尝试它们。</translation>
    </message>
    <message>
        <source>The entry for {key} holds only a token, which the kubelet ignores: it pulls without a credential.</source>
        <translation>{key} 的条目只含有令牌，而 kubelet 会忽略令牌，不使用凭据拉取。</translation>
    </message>
    <message>
        <source>The entry for {key} has no password.</source>
        <translation>{key} 的条目没有密码。</translation>
    </message>
    <message>
        <source>There is a control character in the password for {key}.</source>
        <translation>{key} 的密码中含有控制字符。</translation>
    </message>
    <message>
        <source>The password for {key} ends with a space, which is sent with it.</source>
        <translation>{key} 的密码末尾有空格，空格会一并发送。</translation>
    </message>
    <message>
        <source>The password for {key} begins with a space, which is sent with it.</source>
        <translation>{key} 的密码开头有空格，空格会一并发送。</translation>
    </message>
    <message>
        <source>The password for {key} ends with a line end, which is sent with it.</source>
        <translation>{key} 的密码末尾有换行符，换行符会一并发送。</translation>
    </message>
    <message>
        <source>The password for {key} begins with a line end, which is sent with it.</source>
        <translation>{key} 的密码开头有换行符，换行符会一并发送。</translation>
    </message>
    <message>
        <source>Nothing is pulled for {users}: their ImagePullSecret {name} is broken.</source>
        <translation>以下使用者无法拉取任何镜像：{users}。其 ImagePullSecret {name} 已损坏。</translation>
    </message>
    <message>
        <source>“{image}”, used by {users}, is not a valid image name: it is never pulled.</source>
        <translation>“{image}”（使用者：{users}）不是有效的镜像名称，永远不会被拉取。</translation>
    </message>
    <message>
        <source>No entry matches the image {image} of {users}. It is pulled without sign-in.</source>
        <translation>没有条目匹配镜像 {image}（使用者：{users}），拉取时不登录。</translation>
    </message>
    <message>
        <source>No entry matches {images}. They are pulled without sign-in.</source>
        <translation>没有条目匹配 {images}，拉取时不登录。</translation>
    </message>
    <message>
        <source>The entry for {keys} serves no image in use.</source>
        <translation>{keys} 的条目未用于任何正在使用的镜像。</translation>
    </message>
    <message>
        <source>The entries for {keys} serve no image in use.</source>
        <translation>以下条目未用于任何正在使用的镜像：{keys}。</translation>
    </message>
    <message numerus="yes">
        <source>“{text}”</source>
        <comment>a quotation</comment>
        <translation>
            <numerusform>“{text}”</numerusform>
        </translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Add entry…</source>
        <translation>添加条目…</translation>
    </message>
    <message>
        <source>Change registry…</source>
        <translation>更改镜像仓库…</translation>
    </message>
    <message>
        <source>Remove entry…</source>
        <translation>删除条目…</translation>
    </message>
    <message>
        <source>Replace the content…</source>
        <translation>替换内容…</translation>
    </message>
    <message>
        <source>What is shown here may be out of date. Nothing can be changed until the cluster answers.</source>
        <translation>此处显示的内容可能已过时。在集群恢复响应之前无法进行任何更改。</translation>
    </message>
    <message numerus="yes">
        <source>The password for {registry} was copied. It leaves the clipboard after %n seconds.</source>
        <translation>
            <numerusform>已复制 {registry} 的密码，%n 秒后将从剪贴板中清除。</numerusform>
        </translation>
    </message>
    <message>
        <source>The password cannot be copied, because it holds bytes that are not text.</source>
        <translation>密码含有不是文本的字节，因此无法复制。</translation>
    </message>
    <message>
        <source>There is nothing to copy: the password is empty.</source>
        <translation>没有可复制的内容：密码为空。</translation>
    </message>
    <message>
        <source>It is being read.</source>
        <translation>正在读取。</translation>
    </message>
    <message>
        <source>It is empty.</source>
        <translation>密码为空。</translation>
    </message>
    <message>
        <source>It holds bytes that are not text, shown here as “{sign}”. It cannot be copied.</source>
        <translation>其中含有不是文本的字节，在此显示为“{sign}”，无法复制。</translation>
    </message>
    <message>
        <source>There is a control character in it.</source>
        <translation>其中含有控制字符。</translation>
    </message>
    <message>
        <source>Copy password</source>
        <translation>复制密码</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>所有者</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>注解</translation>
    </message>
    <message>
        <source>Basic Information</source>
        <translation>基本信息</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message numerus="yes">
        <source>%n entries, listed below</source>
        <translation>
            <numerusform>%n 个条目，见下方</numerusform>
        </translation>
    </message>
    <message>
        <source>Password, hidden</source>
        <translation>密码（已隐藏）</translation>
    </message>
    <message>
        <source>Images in use</source>
        <translation>正在使用的镜像</translation>
    </message>
    <message>
        <source>Entries ({count})</source>
        <translation>条目（{count}）</translation>
    </message>
    <message>
        <source>Warnings ({count})</source>
        <translation>警告（{count}）</translation>
    </message>
    <message>
        <source>Pod</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Against the credential</source>
        <translation>指向凭据问题</translation>
    </message>
    <message>
        <source>Pods that wait</source>
        <translation>等待中的 Pod</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Kubelet&apos;s message</source>
        <translation>kubelet 的消息</translation>
    </message>
    <message>
        <source>Pulling fails</source>
        <translation>拉取失败</translation>
    </message>
    <message>
        <source>Pulls since the update</source>
        <translation>更新后的拉取</translation>
    </message>
    <message>
        <source>From before the update</source>
        <translation>始于更新之前</translation>
    </message>
    <message>
        <source>Served by entry</source>
        <translation>所用条目</translation>
    </message>
    <message>
        <source>Looking for images…</source>
        <translation>正在查找镜像…</translation>
    </message>
    <message>
        <source>None.</source>
        <translation>无。</translation>
    </message>
    <message>
        <source>Not known.</source>
        <translation>未知。</translation>
    </message>
    <message>
        <source>Used by {users}</source>
        <translation>使用者：{users}</translation>
    </message>
    <message>
        <source>Nothing is pulled: {name} is broken.</source>
        <translation>无法拉取：{name} 已损坏。</translation>
    </message>
    <message>
        <source>Not pulled</source>
        <translation>无法拉取</translation>
    </message>
    <message>
        <source>It is not a valid image name, so it is never pulled.</source>
        <translation>这不是有效的镜像名称，永远不会被拉取。</translation>
    </message>
    <message>
        <source>Invalid image name</source>
        <translation>无效的镜像名称</translation>
    </message>
    <message>
        <source>The kubelet tries, in this order:
{entries}</source>
        <translation>kubelet 按以下顺序尝试：
{entries}</translation>
    </message>
    <message>
        <source>, then </source>
        <comment>between names</comment>
        <translation>，然后 </translation>
    </message>
    <message>
        <source>No entry matches it: it is pulled without sign-in.</source>
        <translation>没有条目与之匹配，拉取时不登录。</translation>
    </message>
    <message>
        <source>No entry</source>
        <translation>无条目</translation>
    </message>
    <message>
        <source>No entry of this ImagePullSecret matches it. The others of its pods are not known.</source>
        <translation>此 ImagePullSecret 中没有与之匹配的条目，其 Pod 的其他 ImagePullSecret 未知。</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>{key} of {secret}</source>
        <translation>{key}（{secret}）</translation>
    </message>
    <message>
        <source>{keys}, in random order</source>
        <translation>{keys}，顺序随机</translation>
    </message>
    <message>
        <source> or </source>
        <comment>between names</comment>
        <translation> 或 </translation>
    </message>
    <message>
        <source>Looking for what uses it…</source>
        <translation>正在查找使用者…</translation>
    </message>
    <message>
        <source>Nothing uses it any more.</source>
        <translation>已没有对象在使用它。</translation>
    </message>
    <message>
        <source>Nothing uses it.</source>
        <translation>没有对象在使用它。</translation>
    </message>
    <message>
        <source>Still looking for what uses it…</source>
        <translation>仍在查找使用者…</translation>
    </message>
    <message>
        <source>There may be more that use it.</source>
        <translation>可能还有其他使用者。</translation>
    </message>
    <message>
        <source>Not allowed to see {kinds} in {namespaces}.</source>
        <translation>无权查看 {namespaces} 中的 {kinds}。</translation>
    </message>
    <message>
        <source>Not allowed to see {kinds} in all namespaces.</source>
        <translation>无权查看所有命名空间中的 {kinds}。</translation>
    </message>
    <message>
        <source>pods</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>service accounts</source>
        <translation>服务账号</translation>
    </message>
    <message>
        <source>ReplicaSets</source>
        <translation>ReplicaSet</translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation>Deployment</translation>
    </message>
    <message>
        <source>StatefulSets</source>
        <translation>StatefulSet</translation>
    </message>
    <message>
        <source>DaemonSets</source>
        <translation>DaemonSet</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Job</translation>
    </message>
    <message>
        <source>CronJobs</source>
        <translation>CronJob</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first}、{last}</translation>
    </message>
    <message>
        <source>External Secrets, ExternalSecret {owner}</source>
        <translation>External Secrets，ExternalSecret {owner}</translation>
    </message>
    <message>
        <source>Helm, release {owner}</source>
        <translation>Helm，Release {owner}</translation>
    </message>
    <message>
        <source>Argo CD, application {owner}</source>
        <translation>Argo CD，应用 {owner}</translation>
    </message>
    <message>
        <source>Flux, Kustomization {owner}</source>
        <translation>Flux，Kustomization {owner}</translation>
    </message>
    <message>
        <source>OpenShift, service account {owner}</source>
        <translation>OpenShift，服务账号 {owner}</translation>
    </message>
    <message>
        <source>Rancher, project {owner}</source>
        <translation>Rancher，项目 {owner}</translation>
    </message>
    <message>
        <source>Portainer, registry number {owner}</source>
        <translation>Portainer，镜像仓库编号 {owner}</translation>
    </message>
    <message>
        <source>Reflector, copied from {owner}</source>
        <translation>Reflector，复制自 {owner}</translation>
    </message>
    <message>
        <source>It was replaced by a secret of the type {type}. What is shown here is how it was.</source>
        <translation>它已被类型为 {type} 的 Secret 取代。此处显示的是它原来的内容。</translation>
    </message>
    <message>
        <source>What is shown here is how it was.</source>
        <translation>此处显示的是它原来的内容。</translation>
    </message>
    <message>
        <source>{text}, {note}</source>
        <translation>{text}，{note}</translation>
    </message>
    <message>
        <source>the image was not found.</source>
        <translation>找不到该镜像。</translation>
    </message>
    <message>
        <source>the name of the registry is unknown on the node.</source>
        <translation>节点无法解析镜像仓库的名称。</translation>
    </message>
    <message>
        <source>the registry refused the connection.</source>
        <translation>镜像仓库拒绝了连接。</translation>
    </message>
    <message>
        <source>the node does not trust the certificate of the registry.</source>
        <translation>节点不信任镜像仓库的证书。</translation>
    </message>
    <message>
        <source>the node has no secure connection to the registry.</source>
        <translation>节点无法与镜像仓库建立安全连接。</translation>
    </message>
    <message>
        <source>the registry did not answer in time.</source>
        <translation>镜像仓库没有及时响应。</translation>
    </message>
    <message>
        <source>the registry allows no more pulls for now.</source>
        <translation>镜像仓库暂时不允许继续拉取。</translation>
    </message>
    <message>
        <source>the disk of the node is full.</source>
        <translation>节点的磁盘已满。</translation>
    </message>
    <message>
        <source>the pod forbids pulling, and the image is not on its node.</source>
        <translation>Pod 禁止拉取，而其节点上没有该镜像。</translation>
    </message>
    <message>
        <source>The registry does not accept the credential, or not for this image.</source>
        <translation>镜像仓库不接受此凭据，或不允许用它拉取此镜像。</translation>
    </message>
    <message>
        <source>An ImagePullSecret of the pod cannot be read, so nothing is pulled for it.</source>
        <translation>无法读取此 Pod 的某个 ImagePullSecret，因此不会为它拉取任何镜像。</translation>
    </message>
    <message>
        <source>This does not speak against the credential: the name of the image is invalid.</source>
        <translation>这并不说明凭据有问题：镜像名称无效。</translation>
    </message>
    <message>
        <source>This does not speak against the credential: {why}</source>
        <translation>这并不说明凭据有问题：{why}</translation>
    </message>
    <message>
        <source>This does not speak against the credential.</source>
        <translation>这并不说明凭据有问题。</translation>
    </message>
    <message>
        <source>Yes</source>
        <comment>it speaks against the credential</comment>
        <translation>是</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>No</source>
        <comment>it does not speak against the credential</comment>
        <translation>否</translation>
    </message>
    <message>
        <source>Pod {pod} waits for {image}.</source>
        <translation>Pod {pod} 正在等待 {image}。</translation>
    </message>
    <message>
        <source>The next attempt is due.</source>
        <translation>下一次尝试的时间已到。</translation>
    </message>
    <message>
        <source>Next attempt by {time}.</source>
        <translation>下一次尝试不晚于 {time}。</translation>
    </message>
    <message numerus="yes">
        <source>%n more pod(s) wait, too.</source>
        <translation>
            <numerusform>另有 %n 个 Pod 也在等待。</numerusform>
        </translation>
    </message>
    <message>
        <source>Pod {pod} pulled {image}, with one of several entries that match.</source>
        <translation>Pod {pod} 已拉取 {image}，使用了多个匹配条目中的一个。</translation>
    </message>
    <message>
        <source>Pod {pod} pulled {image}.</source>
        <translation>Pod {pod} 已拉取 {image}。</translation>
    </message>
    <message>
        <source>A sign, not a proof: the kubelet may also use credentials of its node.</source>
        <translation>这是迹象，不是证明：kubelet 也可能使用其节点的凭据。</translation>
    </message>
    <message>
        <source>Since {time}.</source>
        <translation>从 {time} 开始。</translation>
    </message>
    <message>
        <source>Still waiting</source>
        <translation>仍在等待</translation>
    </message>
    <message>
        <source>{title} since {time}</source>
        <translation>自 {time} 起{title}</translation>
    </message>
    <message>
        <source>Nothing was pulled since the update.</source>
        <translation>更新后尚未拉取任何镜像。</translation>
    </message>
    <message>
        <source>Nothing was pulled since the update. What is running has its images already.</source>
        <translation>更新后尚未拉取任何镜像。正在运行的容器已有其镜像。</translation>
    </message>
    <message>
        <source>Pulling fails since the update of {name}: pod {pod}, image {image}.</source>
        <translation>更新 {name} 后拉取失败：Pod {pod}，镜像 {image}。</translation>
    </message>
    <message numerus="yes">
        <source>Pulling fails for %n other updated ImagePullSecret(s), too.</source>
        <translation>
            <numerusform>另有 %n 个更新过的 ImagePullSecret 也拉取失败。</numerusform>
        </translation>
    </message>
    <message>
        <source>Pulling works again for what uses {name}.</source>
        <translation>{name} 的使用者已恢复拉取。</translation>
    </message>
    <message>
        <source>Pod {pod} still waits for its next attempt.</source>
        <translation>Pod {pod} 仍在等待下一次尝试。</translation>
    </message>
    <message>
        <source>Pod {pod} still waits: its next attempt is due by {time}.</source>
        <translation>Pod {pod} 仍在等待：下一次尝试不晚于 {time}。</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n pod(s), so that their images are pulled again at once?</source>
        <translation>
            <numerusform>要删除 %n 个 Pod，以便立即重新拉取其镜像吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>To be deleted: {pods}. Each is made anew by its controller.</source>
        <translation>将被删除：{pods}，随后由各自的控制器重新创建。</translation>
    </message>
    <message>
        <source>Unless the registry accepts the credential by now, pulling fails again.</source>
        <translation>如果镜像仓库仍不接受此凭据，拉取会再次失败。</translation>
    </message>
    <message>
        <source>Other containers of {pods} are running, and are stopped with them.</source>
        <translation>以下 Pod 的其他容器正在运行，将随之停止：{pods}。</translation>
    </message>
</context>
</TS>
