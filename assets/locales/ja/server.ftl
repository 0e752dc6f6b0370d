# サーバーが書く文章：メールと公開ページ

server-code-subject = 縁（Enishi）サインインコード
server-code-intro = 「{ $device }」で縁へのサインインの手続きが始まりました。次のコードをその端末のアプリに入力してください。
server-code-intro-unnamed = 縁へのサインインの手続きが始まりました。次のコードを、いま操作している端末のアプリに入力してください。
server-code-life = このコードは10分間使えます。サインインを始めた端末でだけ使えます。
server-code-warning = 心当たりがない場合は、何もせずにこのメールを削除してください。コードは誰にも伝えないでください。事務局やサポートがコードをたずねることはありません。

server-invitation-subject = 「{ $network }」への招待
server-invitation-greeting = { $name } 様
server-invitation-intro = 「{ $network }」から、あなたへの招待です。
server-invitation-charter = このネットワークについて：
server-invitation-next = 縁（Enishi）のアプリで、このメールアドレスを使ってサインインしてください。登録内容をご自身で確認するまで、名簿には載りません。確認しなければ、ほかの人からは何も見えません。
server-invitation-server = サーバー：{ $url }
server-invitation-page = はじめかた：{ $url }
server-invitation-ignore = 参加しない場合は、何もする必要はありません。

server-welcome-title = 「{ $network }」へようこそ
server-welcome-intro = 「{ $network }」は、離れた仲間どうしのつながりを続けるためのネットワークです。招待を受けた方だけが参加できます。
server-welcome-steps = はじめかた
server-welcome-step-app = 縁（Enishi）のアプリを入れます。配布場所は、招待してくれた事務局にお聞きください。
server-welcome-step-open = アプリを開き、サーバーに { $url } を入力します。アプリがすでに入っている場合は、下のボタンで開けます。
server-welcome-step-sign-in = 招待メールが届いたメールアドレスを入力し、届いたコードでサインインします。
server-welcome-step-confirm = 名簿に載る内容を確認します。確認するまで、どなたの名簿にも載りません。
server-welcome-open = アプリで開く
server-welcome-privacy = このページは、あなたについて何も記録しません。
server-missing-title = ページが見つかりません
server-missing-text = アドレスが正しいか、招待メールをもう一度ご確認ください。
