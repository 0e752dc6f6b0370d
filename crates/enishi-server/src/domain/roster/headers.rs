//! Which column of a file is what, by the names that Japanese and English offices give to columns.

use unicode_normalization::UnicodeNormalization;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Family and given name together.
    FullName,
    /// 姓.
    FamilyName,
    /// 名.
    GivenName,
    /// Reading of both names.
    FullKana,
    /// Reading of the family name.
    FamilyKana,
    /// Reading of the given name.
    GivenKana,
    /// 旧姓.
    FormerName,
    /// An address of which nothing more is said.
    Email,
    /// A private address; better than [`Column::Email`] where both are there.
    PrivateEmail,
    /// Department.
    Department,
    /// Day, month or year of joining.
    Joined,
    /// Day, month or year of leaving.
    Left,
    /// 社員番号.
    EmployeeNumber,
    /// 区分.
    Class,
}

const NAMES: &[(Column, &[&str])] = &[
    (
        Column::FullName,
        &["氏名", "姓名", "お名前", "フルネーム", "社員名", "name", "fullname", "employeename"],
    ),
    (Column::FamilyName, &["姓", "名字", "苗字", "氏", "familyname", "lastname", "surname"]),
    (Column::GivenName, &["名", "名前", "givenname", "firstname"]),
    (
        Column::FullKana,
        &[
            "ふりがな",
            "よみがな",
            "読み仮名",
            "読みがな",
            "よみ",
            "かな",
            "氏名かな",
            "氏名ふりがな",
            "氏名よみ",
            "姓名かな",
            "社員名かな",
            "カナ氏名",
            "kana",
            "namekana",
            "fullnamekana",
            "furigana",
            "reading",
        ],
    ),
    (
        Column::FamilyKana,
        &[
            "せい",
            "姓かな",
            "姓ふりがな",
            "姓よみ",
            "名字かな",
            "familykana",
            "familynamekana",
            "lastnamekana",
        ],
    ),
    (
        Column::GivenKana,
        &[
            "めい",
            "名かな",
            "名ふりがな",
            "名よみ",
            "名前かな",
            "givenkana",
            "givennamekana",
            "firstnamekana",
        ],
    ),
    (Column::FormerName, &["旧姓", "旧氏名", "旧名", "formername", "maidenname", "formerfamilyname"]),
    (
        Column::Email,
        &[
            "メール",
            "メールアドレス",
            "eメール",
            "eメールアドレス",
            "email",
            "mail",
            "emailaddress",
            "mailaddress",
        ],
    ),
    (
        Column::PrivateEmail,
        &[
            "個人メール",
            "個人メールアドレス",
            "私用メール",
            "私用メールアドレス",
            "メール個人",
            "メールアドレス個人",
            "個人email",
            "personalemail",
            "privateemail",
            "personalmail",
            "privatemail",
        ],
    ),
    (
        Column::Department,
        &[
            "部署",
            "部署名",
            "所属",
            "所属部署",
            "部門",
            "最終所属",
            "最終部署",
            "退職時所属",
            "退職時部署",
            "学科",
            "department",
            "division",
            "section",
        ],
    ),
    (
        Column::Joined,
        &[
            "入社日",
            "入社年月日",
            "入社年",
            "入社年月",
            "入社",
            "入学年",
            "入学年度",
            "入会日",
            "採用日",
            "joined",
            "joindate",
            "joinedon",
            "joineddate",
            "joinedyear",
            "hiredate",
            "startdate",
            "dateofjoining",
        ],
    ),
    (
        Column::Left,
        &[
            "退職日",
            "退職年月日",
            "退職年",
            "退職年月",
            "退職",
            "退社日",
            "退社年月日",
            "退社年",
            "退社",
            "卒業年",
            "卒業年度",
            "卒業年月",
            "left",
            "leavedate",
            "lefton",
            "leftdate",
            "leftyear",
            "leavingdate",
            "enddate",
            "dateofleaving",
        ],
    ),
    (
        Column::EmployeeNumber,
        &[
            "社員番号",
            "社員id",
            "社員no",
            "社員コード",
            "従業員番号",
            "従業員id",
            "職員番号",
            "学籍番号",
            "会員番号",
            "employeenumber",
            "employeeid",
            "employeeno",
            "staffid",
        ],
    ),
    (Column::Class, &["区分", "在籍区分", "会員区分", "種別", "class", "category"]),
];

/// The columns of a file.
#[derive(Debug, Clone)]
pub struct Headers {
    /// For each place what it holds; `None` for a column that nothing here reads.
    columns: Vec<Option<Column>>,
    /// The names as they stand in the file.
    pub names: Vec<String>,
}

impl Headers {
    /// Reads a row as headers. `None`: it names no person and no address, so it is something else.
    pub fn find(cells: &[String]) -> Option<Self> {
        let names: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        let mut columns: Vec<Option<Column>> = names.iter().map(|name| column(name)).collect();
        // 名前 beside 名字 is the given name; alone it is the whole name.
        if !columns.contains(&Some(Column::FamilyName))
            && !columns.contains(&Some(Column::FullName))
            && let Some(given) = columns.iter_mut().find(|column| **column == Some(Column::GivenName))
        {
            *given = Some(Column::FullName);
        }
        if columns.contains(&Some(Column::PrivateEmail)) {
            for column in &mut columns {
                match column {
                    Some(Column::Email) => *column = None,
                    Some(Column::PrivateEmail) => *column = Some(Column::Email),
                    _ => {}
                }
            }
        }
        // Of two columns of one kind the first counts; the other is kept unread.
        let mut taken = Vec::new();
        for column in &mut columns {
            match *column {
                Some(kind) if taken.contains(&kind) => *column = None,
                Some(kind) => taken.push(kind),
                None => {}
            }
        }
        let named = taken.contains(&Column::FullName) || taken.contains(&Column::FamilyName);
        (named && taken.contains(&Column::Email)).then_some(Self { columns, names })
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Where a column is.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|found| *found == Some(column))
    }

    /// The columns that nothing here reads, with their places.
    pub fn unknown(&self) -> impl Iterator<Item = (usize, &str)> {
        let columns = self.columns.iter().zip(&self.names).enumerate();
        columns
            .filter(|(_, (column, name))| column.is_none() && !name.is_empty())
            .map(|(place, (_, name))| (place, name.as_str()))
    }
}

fn column(name: &str) -> Option<Column> {
    let name = folded(name);
    NAMES.iter().find(|(_, names)| names.iter().any(|known| folded(known) == name)).map(|(column, _)| *column)
}

/// A name without width, case, script of kana, spaces, brackets and the stars of required fields.
fn folded(name: &str) -> String {
    let name: String = name
        .nfkc()
        .filter(|c| !c.is_whitespace() && !"()[]【】「」*※_-・:./\"'".contains(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ァ'..='ヶ' => char::from_u32(u32::from(c).saturating_sub(0x60)).unwrap_or(c),
            other => other,
        })
        .collect();
    name.strip_suffix("必須").unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[&str]) -> Option<Headers> {
        Headers::find(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_found_by_the_names_that_offices_use() {
        let found = headers(&[
            "社員番号",
            "氏名（必須）",
            "フリガナ",
            "ﾒｰﾙｱﾄﾞﾚｽ*",
            "所属",
            "入社年月日",
            "退職日",
            "備考",
        ])
        .expect("a roster");
        assert_eq!(found.place(Column::FullName), Some(1));
        assert_eq!(found.place(Column::FullKana), Some(2));
        assert_eq!(found.place(Column::Email), Some(3));
        assert_eq!(found.place(Column::Left), Some(6));
        assert_eq!(found.unknown().collect::<Vec<_>>(), [(7, "備考")]);
    }

    #[test]
    fn english_names_are_found_in_any_spelling() {
        let found =
            headers(&["Employee ID", "Last Name", "First_Name", "E-Mail", "Hire date"]).expect("a roster");
        assert_eq!(found.place(Column::GivenName), Some(2));
        assert_eq!(found.place(Column::Email), Some(3));
        assert_eq!(found.place(Column::Joined), Some(4));
    }

    #[test]
    fn a_private_address_is_taken_before_that_of_the_company() {
        let found = headers(&["氏名", "メールアドレス", "個人メール"]).expect("a roster");
        assert_eq!(found.place(Column::Email), Some(2));
        assert_eq!(found.unknown().collect::<Vec<_>>(), [(1, "メールアドレス")]);
    }

    #[test]
    fn the_word_for_name_means_the_given_name_beside_a_family_name_only() {
        assert_eq!(headers(&["名字", "名前", "メール"]).expect("a roster").place(Column::GivenName), Some(1));
        assert_eq!(headers(&["名前", "メール"]).expect("a roster").place(Column::FullName), Some(0));
    }

    #[test]
    fn a_table_of_something_else_is_no_roster() {
        assert!(headers(&["商品", "価格"]).is_none());
        assert!(headers(&["氏名", "電話"]).is_none());
        assert!(headers(&["山田 花子", "hanako@example.jp"]).is_none());
    }
}
