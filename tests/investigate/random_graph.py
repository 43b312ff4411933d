"""Cause graphs by chance: all scripts, words without a break, all statuses and pills, up to a depth of 12."""

from random import Random

from incidentdesk.investigate.cause_graph import Backing, Cause, CauseGraph, Effect, Kind, Side, Status, Vote

_PHRASES = {
    "Latin": "firewall rollback template monitoring escalation rota of in a not the was misst Überprüfung",
    "German": "Wiederanlaufkoordinationsbeauftragter Ausfallsicherheitskonzept und die nicht geprüft",
    "Arabic": "تأخر المورد في الرد على البلاغ أكثر من أربع ساعات",
    "Hebrew": "הספק איחר להשיב על הדיווח יותר מארבע שעות",
    "Chinese": ["監視サーバーの時刻が十二分ずれていたため", "未经测试的回滚计划", "配置"],
    "Devanagari": "आपूर्तिकर्ता ने चार घंटे से अधिक समय तक उत्तर नहीं दिया",
    "Thai": ["ผู้ขายตอบช้าเกินสี่ชั่วโมง", "ไม่มีการทดสอบแผนย้อนกลับ"],
    "Cyrillic": "поставщик не отвечал более четырёх часов план отката не проверен",
    "emoji": ["🧯", "👩‍👩‍👧", "🇩🇪", "alert", "🔥🔥🔥"],
    "unbroken": ["https://wiki.example.internal/network/runbooks/core-router-firmware-upgrade-checklist-v3", "x" * 90],
    "odd": ["\x07", "a\ud800", "z̸̢̛̬͉a̵̺͌l̷g̶o̴", "tab\tand", "\u202egnirts", "line\nbreak", ""],
}
WORDS = {script: phrase.split() if isinstance(phrase, str) else phrase for script, phrase in _PHRASES.items()}


def random_text(random: Random) -> str:
    words = WORDS[random.choice(list(WORDS))]
    return " ".join(random.choice(words) for _word in range(random.choice((1, 1, 2, 3, 5, 8, 14))))[:200]


def random_graph(seed: int, size: int, *, categories: int | None = None, deepest: int = 12) -> CauseGraph:
    random = Random(seed)
    causes: dict[str, Cause] = {}
    depth: dict[str, int] = {}
    count = random.choice((1, 2, 3, 5, 6, 6, 8, 11)) if categories is None else categories
    for number in range(count):
        side = random.choice(("", "", Side.TOP, Side.BOTTOM))
        key = f"k{number}"
        causes[key] = Cause(key, "", Kind.CATEGORY, number, random_text(random)[:60], side=side)
        depth[key] = 0
    # Some trees are bushes and some are chains.
    lately = random.choice((1, 3, 10, 1000))
    for number in range(size):
        key, parents = f"c{number}", [each for each in list(depth)[-lately:] if depth[each] < deepest]
        parent = random.choice(parents or list(causes)[:count])
        causes[key] = Cause(key, parent, Kind.CAUSE, number, random_text(random), status=random.choice(list(Status)))
        depth[key] = depth[parent] + 1
    keys = [key for key in causes if key.startswith("c")]
    votes = {f"{key}/mei": Vote(key, "mei", random.randint(1, 12)) for key in keys if random.random() < 0.3}
    backing = {key: Backing(random.randint(0, 3), random.randint(0, 12)) for key in keys if random.random() < 0.3}
    return CauseGraph(Effect(random_text(random)), causes, votes, {}, backing)
