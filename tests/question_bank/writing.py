"""Questions as trainers type them."""

ZH = """## law-penalty-0901
topic: law.penalty
difficulty: easy
ref: penalty-law 42
pool: exam
fact: F-APL-42
confidence: A

执法人员不得少于几人？

- [ ] 一人
- [x] 两人
- [ ] 三人
  > 三人是合议的要求。

> 两人以上执法，保证公正。
"""
EN = """## law-penalty-0901
topic: law.penalty
difficulty: easy
ref: penalty-law 42
pool: exam
fact: F-APL-42
confidence: A

How many officers are needed at least?

- [ ] one
- [x] two
- [ ] three
  > Three is what deliberation needs.

> Two officers keep it fair.
"""
CODE = "law-penalty-0901"
BOTH = {"zh": ZH, "en": EN}


def reworded(text="哪怕人手很紧，执法人员不得少于几人？"):
    """The same question with another stem."""
    return {"zh": ZH.replace("执法人员不得少于几人？", text), "en": EN}


def file_of(language, *questions, topic="law.penalty", pool="exam"):
    """A canonical file of questions."""
    head = f"---\nlang: {language}\ntopic: {topic}\npool: {pool}\n---\n\n# A file\n"
    bare = [
        each.replace(f"topic: {topic}\n", "").replace(f"pool: {pool}\n", "") for each in questions
    ]
    return "\n".join([head, *bare])
