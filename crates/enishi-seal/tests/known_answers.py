"""Computes known_answers.json: every format of this crate once more, written from docs/adr/0010 and not from the code.

    python3 known_answers.py > known_answers.json        (needs the package `cryptography`)
"""

import hashlib, hmac, json, struct, uuid
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def head(major, n):
    if n < 24:
        return bytes([major << 5 | n])
    for code, form, most in ((24, ">B", 0xFF), (25, ">H", 0xFFFF), (26, ">I", 0xFFFFFFFF), (27, ">Q", 2**64)):
        if n <= most:
            return bytes([major << 5 | code]) + struct.pack(form, n)


def cbor(v):
    if isinstance(v, uuid.UUID):
        v = v.bytes
    if isinstance(v, int):
        return head(0, v)
    if isinstance(v, bytes):
        return head(2, len(v)) + v
    if isinstance(v, str):
        return head(3, len(v.encode())) + v.encode()
    if isinstance(v, list):
        return head(4, len(v)) + b"".join(map(cbor, v))
    return head(5, len(v)) + b"".join(head(0, k) + cbor(v[k]) for k in sorted(v))


def hchacha20(key, nonce):
    s = list(struct.unpack("<16I", b"expand 32-byte k" + key + nonce))

    def quarter(a, b, c, d):
        for x, y, z, r in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[x] = (s[x] + s[y]) & 0xFFFFFFFF
            t = s[z] ^ s[x]
            s[z] = (t << r | t >> (32 - r)) & 0xFFFFFFFF

    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)):
            quarter(a, b, c, d)
        for a, b, c, d in ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            quarter(a, b, c, d)
    return struct.pack("<8I", *s[:4], *s[12:])


def xchacha(key, nonce, text, aad):
    inner = ChaCha20Poly1305(hchacha20(key, nonce[:16]))
    return nonce + inner.encrypt(bytes(4) + nonce[16:], text, aad)


def mac(key, text):
    return hmac.new(key, text, hashlib.sha256).digest()


ID = lambda n: uuid.UUID(int=n)
B = lambda n, count=32: bytes([n]) * count
NETWORK, MESSAGE, FROM, DEVICE, TO = map(ID, (1, 2, 3, 4, 5))
out = {}

# A device list: {1: body, 2: signature of the tag and the body}.
signer = Ed25519PrivateKey.from_private_bytes(B(1))
public = signer.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
devices = [{1: ID(10), 2: B(2), 3: B(3), 4: 1000}, {1: ID(11), 2: B(4), 3: B(5), 4: 2000}]
body = cbor({1: 1, 2: NETWORK, 3: FROM, 4: public, 5: 1, 6: B(0), 7: devices, 8: 3000})
out["list"] = cbor({1: body, 2: signer.sign(b"enishi/list/1" + body)}).hex()
out["list_hash"] = hashlib.sha256(b"enishi/list-hash/1" + body).hexdigest()

out["prekey"] = cbor({0: "enishi/prekey/1", 1: NETWORK, 2: FROM, 3: DEVICE, 4: B(6), 5: 1}).hex()

# A letter and its envelope.
base = {1: 1, 2: NETWORK, 3: MESSAGE, 4: FROM, 5: DEVICE, 6: TO, 7: 6, 8: 7, 9: [8, B(9)], 10: [10, B(11)]}
letter = cbor(base | {20: 1, 21: "元気にしています", 22: ID(12)})
out["letter"] = letter.hex()
out["letter_reaction"] = cbor(base | {20: 2, 23: ID(12), 24: "🌸"}).hex()
out["letter_ask_again"] = cbor(base | {20: 3, 25: [ID(12), ID(13)]}).hex()
out["letter_again"] = cbor(base | {20: 4, 26: [[ID(12), B(14), B(15)]]}).hex()
photo = [ID(13), B(14), "桜.jpg", "image/jpeg", 300000, B(15), 2048, 1536]
out["letter_with_photo"] = cbor(base | {20: 1, 21: "", 27: [photo]}).hex()
about = cbor({0: "enishi/attachment/1", 1: NETWORK, 2: ID(13)})
part = lambda place, last, text: xchacha(B(14), struct.pack(">IB", place, last).ljust(24, b"\0"), text, about)[24:]
first = part(0, 0, b"\x17" * (256 * 1024 - 16))
out["attachment_begins"], out["attachment_proof"] = first[:32].hex(), first[-16:].hex()
out["attachment_ends"] = part(1, 1, b"\x17" * 5).hex()
around = {0: "enishi/body/1", 1: NETWORK, 2: MESSAGE, 3: FROM, 4: DEVICE, 5: TO}
padded = (struct.pack(">I", len(letter)) + letter).ljust(256, b"\0")
sealed = xchacha(B(7), B(9, 24), padded, cbor(around))
commitment = mac(B(8), letter)
out["body"], out["commitment"] = sealed.hex(), commitment.hex()
out["payload"] = cbor(
    {1: 1, 2: NETWORK, 3: MESSAGE, 4: FROM, 5: DEVICE, 6: TO, 7: B(7), 8: B(8)}
    | {9: hashlib.sha256(sealed).digest(), 10: commitment, 11: B(16), 12: B(17)}
).hex()
passed = {0: "enishi/franking/1", 1: NETWORK, 2: MESSAGE, 3: FROM, 4: DEVICE, 5: TO, 6: 1234567890123, 7: commitment}
out["mark"] = mac(B(18), cbor(passed)).hex()

# Recovery.
key = bytes(range(16))
alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
number = int.from_bytes(key, "big")
text = "".join(alphabet[number >> 5 * place & 31] for place in range(25, -1, -1))
check = hashlib.sha256(b"enishi/recovery-check/1" + key).digest()
text += "".join(alphabet[byte & 31] for byte in check[:2])
out["recovery"] = "-".join(text[at : at + 4] for at in range(0, 28, 4))
salt = b"enishi/recovery/1" + NETWORK.bytes + FROM.bytes
for name in ("backup", "identity"):
    out["recovery_" + name] = HKDF(hashes.SHA256(), 32, salt, name.encode()).derive(key).hex()
whose = lambda what: cbor({0: what, 1: NETWORK, 2: FROM, 3: MESSAGE, 4: 1})
entry = cbor({1: B(7), 2: B(8), 3: B(16), 4: commitment})
out["entry"] = xchacha(B(19), B(20, 24), entry, whose("enishi/backup/1")).hex()
out["identity"] = xchacha(B(19), B(20, 24), B(1), whose("enishi/identity/1")).hex()


def half(member, identity):
    value = hashlib.sha512(b"enishi/safety/1" + NETWORK.bytes + member.bytes + identity).digest()
    for _ in range(5199):
        value = hashlib.sha512(value + identity).digest()
    return ["%05d" % (int.from_bytes(value[at : at + 5], "big") % 100_000) for at in range(0, 30, 5)]


halves = sorted([half(FROM, B(21)), half(TO, B(22))])
out["safety"] = " ".join(halves[0] + halves[1])

print(json.dumps(out, indent=1))
