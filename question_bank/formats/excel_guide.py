"""What the template says: one example of each kind, and how to fill it in."""

from question_bank.formats.columns import Column, Words

EXAMPLE = Words("示例", "Example")
_MARKS = ("示例", "例题", "example", "e.g.")


def is_example(name: str) -> bool:
    """Whether an id marks its row as an example, which is never read."""
    return name.lower().startswith(_MARKS)


def is_own_example(stem: str) -> bool:
    """Whether it is an example of the template as we gave it out."""
    return stem in _STEMS


def _option(at: int) -> Column:
    return Column("option", at)


EXAMPLES: dict[str, tuple[dict[Column, Words], ...]] = {
    "single": (
        {
            Column("stem"): Words(
                "行政处罚应当由具有行政执法资格的执法人员实施，除法律另有规定外，执法人员不得少于几人？",
                "How many officers at least must carry out an administrative penalty?",
            ),
            _option(0): Words("一人", "One"),
            _option(1): Words("两人", "Two"),
            _option(2): Words("三人", "Three"),
            Column("feedback", 2): Words(
                "三人以上不是这里的要求。", "Three are not asked for here."
            ),
            Column("answer"): Words("B", "B"),
        },
    ),
    "multiple": (
        {
            Column("stem"): Words("下列哪些数是偶数？", "Which of these numbers are even?"),
            _option(0): Words("二", "Two"),
            _option(1): Words("三", "Three"),
            _option(2): Words("四", "Four"),
            Column("answer"): Words("AC", "AC"),
            Column("partial"): Words("少选得分", "subset"),
        },
    ),
    "true_false": (
        {
            Column("stem"): Words("二加二等于四。", "Two and two are four."),
            Column("answer"): Words("对", "true"),
        },
    ),
    "fill_blank": (
        {
            Column("stem"): Words(
                "一周有____天，一年有____个月。", "A week has ____ days, a year ____ months."
            ),
            Column("answer"): Words("七|7；十二|12", "seven|7; twelve|12"),
        },
    ),
    "numeric": (
        {
            Column("stem"): Words("一周有多少天？", "How many days has a week?"),
            Column("answer"): Words("7", "7"),
            Column("tolerance"): Words("0", "0"),
            Column("unit"): Words("天", "days"),
        },
    ),
    "ordering": (
        {
            Column("stem"): Words(
                "请按从小到大排列（这里各步骤就按正确顺序填写）：",
                "Put in ascending order (write the steps here in the right order):",
            ),
            _option(0): Words("一", "One"),
            _option(1): Words("二", "Two"),
            _option(2): Words("三", "Three"),
        },
    ),
    "matching": (
        {
            Column("stem"): Words("请把中文与数字配对。", "Match words and digits."),
            Column("left_title"): Words("中文", "Word"),
            Column("right_title"): Words("数字", "Digit"),
            _option(0): Words("一", "One"),
            Column("pair", 0): Words("1", "1"),
            _option(1): Words("二", "Two"),
            Column("pair", 1): Words("2", "2"),
        },
    ),
    "judgement": (
        {
            Column("stem"): Words(
                "当事人情绪激动，您先做什么？", "A person is upset. What do you do first?"
            ),
            _option(0): Words("听他讲完", "Hear the person out"),
            Column("worth", 0): Words("3", "3"),
            _option(1): Words("请同事协助", "Ask a colleague for help"),
            Column("worth", 1): Words("1", "1"),
            _option(2): Words("大声制止", "Shout"),
            Column("worth", 2): Words("-1", "-1"),
        },
    ),
    "short_answer": (
        {
            Column("stem"): Words("请说明四季的名称和次序。", "Name the seasons in their order."),
            _option(0): Words("四个名称", "All four names"),
            Column("worth", 0): Words("2", "2"),
            _option(1): Words("次序正确", "The right order"),
            Column("worth", 1): Words("1", "1"),
            Column("points"): Words("3", "3"),
        },
    ),
    "case": (
        {
            Column("type"): Words("案例", "case"),
            Column("stem"): Words(
                "某日天气记录如下：上午晴，下午雨。",
                "The log says: sun in the morning, rain later.",
            ),
        },
        {
            Column("case"): EXAMPLE,
            Column("type"): Words("判断", "true_false"),
            Column("stem"): Words("这一天上午是晴天。", "The morning was sunny."),
            Column("answer"): Words("对", "true"),
        },
    ),
}
_STEMS = frozenset(
    " ".join(text.split())
    for rows in EXAMPLES.values()
    for row in rows
    for text in (row[Column("stem")].zh, row[Column("stem")].en)
)

GUIDE: tuple[Words, ...] = (
    Words(
        "每种题型一张工作表，每行一道题。也可以只用一张表，加一列“题型”。",
        "One sheet a type, one row a question. One sheet for all will do as well, with a "
        "column 'Type'.",
    ),
    Words(
        "编号以“示例”开头的行是示例，导入时不读；请在下面接着填，或者删去示例。",
        "Rows whose ID begins with 'Example' are examples and are not read; go on below, or "
        "delete them.",
    ),
    Words(
        "编号：小写字母、数字、“-”和“.”，最多 64 个字符，定了就不再改；不填则由系统给出。",
        "ID: lower-case letters, digits, '-' and '.', 64 characters at most, never changed; "
        "if empty, one is given.",
    ),
    Words(
        "必填：题干、答案；主题和题库可在导入时统一指定。题库一经确定不能更改。",
        "Required: the stem and the answer. Topic and pool may be chosen for the whole file; "
        "a pool never changes.",
    ),
    Words(
        "单选、多选：答案填选项字母，如 B、ABD。判断：对 或 错。",
        "Single and multiple choice: the letters of the right options, such as B or ABD. "
        "True or false: true, false.",
    ),
    Words(
        "填空：题干里用 ____ 或（　）留空，答案按空的次序填，用“；”隔开，"
        "同一空的几种写法用“|”隔开；也可以直接写在题干里：{{七|7}}。",
        "Blanks: ____ in the stem, the answers in order with ';' between them and '|' "
        "between accepted spellings; "
        "or in the stem itself: {{seven|7}}.",
    ),
    Words(
        "数值：答案填数，可另填误差和单位。排序：各步骤按正确顺序填写。匹配：左项与右项同字母为一对。",
        "Number: a number, with tolerance and unit if wanted. Ordering: the steps in the "
        "right order. "
        "Matching: left and right of the same letter are a pair.",
    ),
    Words(
        "情景判断：每个选项填得分，可为负数，最高分即满分。简答：每个要点填分值，合计等于本题分值。",
        "Judgement: what each option earns; the best is full marks. Short answer: what each "
        "point is worth; "
        "together they are the points of the question.",
    ),
    Words(
        "案例：先填一行案例（题型填“案例”），其下各小题各填一行，“所属案例”填该案例的编号。",
        "Case: a row for the case (type 'case'), then a row for each part, with the ID of "
        "the case under 'Case'.",
    ),
    Words(
        "依据：法律代码加条号，如 penalty-law 42；有多条时，一条一行。",
        "Reference: statute code and article, such as penalty-law 42; several on lines of "
        "their own.",
    ),
    Words(
        "公式只读其结果；宏、批注、隐藏的工作表、浮在表上的图片都不读，导入报告会逐一列出。",
        "Of formulas only the results are read; macros, comments, hidden sheets and floating "
        "pictures are not, "
        "and the report names them.",
    ),
)
