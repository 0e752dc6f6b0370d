# Texts of the core: notifications on the desktop and the phone.
notify-hidden = 新しいお知らせがあります
notify-event = イベントのご案内：{ $title }
notify-pitch = ピッチイベントのご案内：{ $title }
notify-status = { $name }さんの近況が届きました
notify-message = 新しいメッセージがあります
notify-message-words = { $name }さん：{ $text }
notify-desk-letter = 事務局あてのメッセージがあります
notify-desk-answer = 事務局から返信がありました
notify-life-event = { $name }さんからお知らせがあります

# The export: the answer in the calendar, and the file README.txt.
export-answered-yes = あなたの返事：参加
export-answered-maybe = あなたの返事：未定
export-answered-no = あなたの返事：不参加
export-readme =
    縁（Enishi）から書き出した、あなたのデータです。
    書き出した日時：{ $made }

    enishi.json　すべてのデータ（プログラムで読むための形式）
    me.vcf　　　 あなたの連絡先（電話やパソコンの連絡帳に取り込めます）
    events.ics　 返事をしたイベント（カレンダーに取り込めます）
    photos　　　 あなたの写真

    ほかの人の名前や連絡先は入っていません。ほかの人は番号だけで書いてあります。
export-readme-until = このZIPファイルは、{ $until }に、書き出したアプリが消します。残したいときは、それまでにほかの場所へうつしてください。
