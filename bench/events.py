"""Lines as Jetstream writes them: posts in several languages, answers, links and pictures, and what is no post between them."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from itertools import accumulate

from bench.screening import PLAIN
from gatepost.core.matching.stream import Watched

_ENGLISH = """
the of and to in is you that it he was for on are with as his they be at one have this from or had by hot but some what there we
can out other were all your when up use word how said each she which do their time if will way about many then them would write
like so these her long make thing see him two has look more day could go come did my sound no most number who over know water than
call first people may down side been now find any new work part take get place made live where after back little only round man
year came show every good me give our under name very through just form much great think say help low line before turn cause same
mean differ move right boy old too does tell sentence set three want air well also play small end put home read hand port large
spell add even land here must big such follow act why ask men change went light kind off need house picture try us again animal
point mother world near build self earth father head stand own page should country found answer grow study still learn plant cover
food sun four thought let keep eye never last door between city tree cross since hard start might story saw far sea draw left late
run while press close night real life few stop open seem together next white children begin got walk example ease paper often
always music those both mark book letter until mile river car feet care second group carry took rain eat room friend began idea
fish mountain north once base hear horse cut sure watch color face wood main enough plain girl usual young ready above ever red
list though feel talk bird soon body dog family direct pose leave song measure state product black short numeral class wind
question happen complete ship area half rock order fire south problem piece told knew pass farm top whole king size heard best
hour better true during hundred am remember step early hold west ground interest reach fast five sing listen six table travel less
morning ten simple several vowel toward war lay against pattern slow center love person money serve appear road map science rule
govern pull cold notice voice fall power town fine certain fly unit lead cry dark machine note wait plan figure star box noun
field rest correct able pound done beauty drive stood contain front teach week final gave green oh quick develop sleep warm free
minute strong special mind behind clear tail produce fact street inch lot nothing course stay wheel full force blue object decide
surface deep moon island foot yet busy test record boat common gold possible plane age dry wonder laugh thousand ago ran check
game shape yes miss brought heat snow bed bring sit perhaps fill east weight language among review summary primary market johnson
election update episode album stream coffee weekend train garden season museum council bridge church castle school update
"""
_OTHERS = [
    "não sei o que fazer amanhã está tudo às avessas também você é muito bom então até já avó coração pão ninguém",
    "mañana será otro día qué te pasa corazón el niño comió piña años después también está aquí más fácil",
    "schöne grüße aus köln bis später über die brücke müssen wir größer heißt straße fünf mädchen hören für",
    "où est passé le garçon déjà à la forêt très été fenêtre élève ça va bientôt là même être après",
    "dziś jest bardzo zimno więc zostaję w domu świat książka łódź żółty może gdzie będę się też",
    "bugün hava çok soğuk değil mi güzel bir gün şimdi gidiyorum öğretmen ağaç için çünkü yarın",
    "сегодня очень холодно и мы никуда не идем потому что завтра снова на работу такое море вот это мама ходит домой окно",
    "дуже дякую за підтримку сьогодні ввечері буде цікаво і весело ти їдеш до міста чи ні",
    "σήμερα κάνει πολύ κρύο και δεν θα πάμε πουθενά αύριο ίσως το καλοκαίρι είναι μακριά",
]
_DENSE = [
    "今日はとても寒いですね、もう冬です。明日は学校に行きます。新しいゲームを買った！楽しみにしている",
    "오늘은 날씨가 좋네요 내일은 학교에 가요 정말 맛있어요 다들 좋은 하루 보내세요",
    "今天天气很冷，我们不去学校了。明天再说吧，谢谢大家的支持！",
    "اليوم الجو بارد جدا ولن نذهب إلى المدرسة غدا إن شاء الله شكرا لكم",
    "วันนี้อากาศดีมากไปเที่ยวกันไหม ขอบคุณทุกคนนะ",
]
_EMOJI = ["😂", "❤️", "🎉", "🧑‍🏫", "👀", "✨", "🇬🇧", "…", "it’s", "“really”", "–", "don’t"]
_OTHER_EVENTS = ("like", "like", "like", "repost", "follow")
ENGLISH, OTHERS = _ENGLISH.split(), [text.split() for text in _OTHERS]
_FREQUENT = list(accumulate(1 / (rank + 2.7) for rank in range(len(ENGLISH))))  # Zipf's law
_FOREIGN, _WITH_EMOJI, _ANSWERS, _LINKED, _NO_POSTS = 1 / 3, 0.25, 0.4, 0.2, 0.3


def plain(number: int, names: Sequence[Watched], share: float) -> list[bytes]:
    """Posts in plain English of a small stock, without links or answers."""
    draw = random.Random(2)
    found = []
    for _ in range(number):
        start = draw.randrange(len(PLAIN) - 40)
        words = list(PLAIN[start : start + draw.randint(5, 40)])
        text = " ".join(_named(draw, words, names, share))
        found.append(_event(draw, "post", {"langs": ["en"], "text": text}))
    return found


def mixed(number: int, names: Sequence[Watched], share: float) -> list[bytes]:
    """What comes along: a third of the posts in other languages, a quarter of the rest with emoji; three in ten are no posts."""
    draw = random.Random(3)
    return [
        _other(draw) if draw.random() < _NO_POSTS else _post(draw, names, share)
        for _ in range(number)
    ]


def is_post(line: bytes) -> bool:
    """Whether a line of ours brings a post."""
    return b'"collection":"app.bsky.feed.post"' in line


def _post(draw: random.Random, names: Sequence[Watched], share: float) -> bytes:
    words = draw.choices(ENGLISH, cum_weights=_FREQUENT, k=draw.randint(4, 40))
    if is_foreign := draw.random() < _FOREIGN:
        words = _foreign(draw)
    elif draw.random() < _WITH_EMOJI:
        words[draw.randrange(len(words))] = draw.choice(_EMOJI)
    if draw.random() < 0.2:
        words.insert(draw.randrange(len(words)), "\n")
    text = " ".join(_named(draw, words, names, share))
    record: dict[str, object] = {"langs": ["xx" if is_foreign else "en"], "text": text}
    if draw.random() < _ANSWERS:
        there = {"cid": _cid(draw), "uri": f"at://{_did(draw)}/app.bsky.feed.post/{_key(draw)}"}
        record["reply"] = {"parent": there, "root": there}
    if draw.random() < _LINKED:
        asks = draw.choice(("", "?a=1&b=2"))
        uri = f"https://{draw.choice(ENGLISH)}{draw.choice(ENGLISH)}.example/{draw.getrandbits(40):x}{asks}"
        feature = {"$type": "app.bsky.richtext.facet#link", "uri": uri}
        record["facets"] = [{"features": [feature], "index": {"byteEnd": 90, "byteStart": 60}}]
        shown = " ".join(draw.choices(ENGLISH, cum_weights=_FREQUENT, k=8))
        card = {"description": shown, "title": shown, "uri": uri}
        record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
    return _event(draw, "post", record)


def _foreign(draw: random.Random) -> list[str]:
    if draw.random() < 0.4:
        return [draw.choice(_DENSE)] * draw.randint(1, 3)
    return draw.choices(draw.choice(OTHERS), k=draw.randint(4, 30))


def _named(
    draw: random.Random, words: list[str], names: Sequence[Watched], share: float
) -> list[str]:
    if draw.random() < share:
        one = draw.choice(names)
        words.insert(draw.randrange(len(words) + 1), " ".join((one.alias, *one.near)))
    return words


def _other(draw: random.Random) -> bytes:
    subject = {"cid": _cid(draw), "uri": f"at://{_did(draw)}/app.bsky.feed.post/{_key(draw)}"}
    return _event(draw, draw.choice(_OTHER_EVENTS), {"subject": subject})


def _event(draw: random.Random, kind: str, more: dict[str, object]) -> bytes:
    """An event as Go's encoder writes it: keys of the record in order, “&” and “<” escaped, other letters as they are."""
    collection = "app.bsky.graph.follow" if kind == "follow" else f"app.bsky.feed.{kind}"
    record = {"$type": collection, "createdAt": "2026-11-09T19:46:02.102Z", **more}
    record = dict(sorted(record.items()))
    commit = {"rev": _key(draw), "operation": "create", "collection": collection, "rkey": _key(draw), "record": record, "cid": _cid(draw)}  # fmt: skip
    event = {"did": _did(draw), "time_us": 1_725_911_162_329_308, "kind": "commit", "commit": commit}  # fmt: skip
    line = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return line.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").encode()


def _random(draw: random.Random, number: int) -> str:
    return "".join(draw.choices("abcdefghijklmnopqrstuvwxyz234567", k=number))


def _cid(draw: random.Random) -> str:
    return "bafyrei" + _random(draw, 52)


def _did(draw: random.Random) -> str:
    return "did:plc:" + _random(draw, 24)


def _key(draw: random.Random) -> str:
    return "3l" + _random(draw, 11)
