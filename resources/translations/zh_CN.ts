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
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>All namespaces</source>
        <translation>所有命名空间</translation>
    </message>
    <message>
        <source>Open by name…</source>
        <translation>按名称打开…</translation>
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
        <source>Pull Secrets</source>
        <translation>Pull Secrets</translation>
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
        <source>Put back</source>
        <translation>恢复原值</translation>
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
        <source>The file cannot be read: {reason}.</source>
        <translation>无法读取该文件：{reason}。</translation>
    </message>
    <message>
        <source>The file is larger than 1 MiB: too large for a password.</source>
        <translation>该文件大于 1 MiB，不能用作密码。</translation>
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
    <message numerus="yes">
        <source>{first} and %n more</source>
        <translation>
            <numerusform>{first} 等 {all} 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
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
        <source>Everything here is invented. No real cluster is touched.</source>
        <translation>这里的一切都是虚构的，不会触及任何真实集群。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
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
        <source>Its pods pull their images without signing in. When someone adds one, it appears here.</source>
        <translation>其中的 Pod 无需登录即可拉取镜像。有人添加 ImagePullSecret 后，会显示在这里。</translation>
    </message>
    <message>
        <source>Check the name: a namespace that does not exist looks just like an empty one.</source>
        <translation>请检查名称：不存在的命名空间看起来与空的命名空间一样。</translation>
    </message>
    <message>
        <source>Pods in this namespace pull their images without signing in. Choose another namespace above.</source>
        <translation>此命名空间中的 Pod 无需登录即可拉取镜像。请在上方选择其他命名空间。</translation>
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
        <source>The content of {name} in the namespace {namespace} is broken ({why}), so it cannot be updated. Repair it where it was made.</source>
        <translation>命名空间 {namespace} 中 {name} 的内容已损坏（{why}），因此无法更新。请在创建它的地方修复。</translation>
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
        <source>{name} is being deleted, so it cannot be updated. Wait until it is gone.</source>
        <translation>{name} 正在被删除，因此无法更新。请等待删除完成。</translation>
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
        <source>The context {context} cannot be used: {reason}. Correct it in the kubeconfig, or choose another one.</source>
        <translation>上下文 {context} 无法使用：{reason}。请在 kubeconfig 中更正，或选择其他上下文。</translation>
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
        <source>Cancel</source>
        <translation>取消</translation>
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
        <source>Stop waiting</source>
        <translation>停止等待</translation>
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
        <source>Terminating</source>
        <translation>正在终止</translation>
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
    <message>
        <source>Put back {name} in {namespace}.</source>
        <translation>已恢复 {namespace} 中的 {name}。</translation>
    </message>
    <message>
        <source>Updated {name} in {namespace}.</source>
        <translation>已更新 {namespace} 中的 {name}。</translation>
    </message>
    <message>
        <source>{name} was not put back: {sentence}</source>
        <translation>未能恢复 {name}：{sentence}</translation>
    </message>
    <message>
        <source>{name} was not updated: {sentence}</source>
        <translation>未能更新 {name}：{sentence}</translation>
    </message>
    <message numerus="yes">
        <source>Waiting for the outcome of %n update(s)…</source>
        <translation>
            <numerusform>正在等待 %n 项更新的结果…</numerusform>
        </translation>
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
</context>
</TS>
