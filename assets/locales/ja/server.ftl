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

server-farewell-subject = 「{ $network }」の退会が完了しました
server-farewell-done = お申し出のとおり、「{ $network }」であなたのものとして保存されていたもの（登録内容、プロフィール、出欠の返事、既読の記録、見えない相手の一覧など）をすべて削除しました。ほかの方の端末からも、次に通信したときに消えます。
server-farewell-number = 削除の控え番号です。この番号には、あなたについての情報は含まれていません。あとで確かめたいときは、サーバーの運営者にこの番号をお伝えください。
server-farewell-kept = 削除より前に作られたバックアップには、しばらく残ることがあります。バックアップから元に戻すことがあっても、削除の記録に従って、公開する前にもう一度削除します。
server-farewell-thanks = 「{ $network }」にいてくださり、ありがとうございました。またいつでも、新しく招待を受けて参加できます。
