// A second verifier of trails, for the reader who does not trust the first.
//
// Plain JavaScript without packages, written from docs/reference/trail-format.md; it shares no code
// and no language with the product. It takes a trail at rest: every open call counts as left behind.
//
//   node verify_trail.mjs TRAIL [VKEY]...     prints one line of JSON; exits 0 ok, 1 invalid, 3 partial
//   node verify_trail.mjs --batch             reads lines of {"path", "keys"} and answers each

import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";

const MAX_LINE = 60 * 1024;
const MAX_DEPTH = 16;
const HASH = /^[0-9a-f]{64}$/;
const KINDS = ["open", "close", "decision", "outcome", "recovery", "seal", "segment", "key_rotate", "prune", "erasure"];
const STATUSES = ["returned", "raised", "timed_out", "cancelled", "withheld", "not_run", "indeterminate"];

const SLOT = 8192;
const HEAD = /^(head 1 ([0-9]+) ([0-9]+) ([0-9]+) ([0-9]+) [0-9]+ [0-9]+ [0-9]+ [0-9a-f-]{36} ([0-9a-f]{64}) \S+ \S+ )([0-9a-f]{8})\n/;

class Invalid extends Error {}

function demand(holds, why) {
  if (!holds) throw new Invalid(why);
}

const sha256 = (...parts) => {
  const hash = crypto.createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leafHash = (line) => sha256(Buffer.from([0]), line);
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);

// What one slot of the head file says, or null when it was torn.
function crc32(text) {
  let crc = ~0;
  for (const byte of Buffer.from(text, "latin1")) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function headIn(slot) {
  const match = HEAD.exec(slot);
  if (!match || crc32(match[1]) !== parseInt(match[7], 16)) return null;
  return { generation: +match[2], records: +match[3], first: +match[4], size: +match[5], leaf: match[6] };
}

// The tree of RFC 6962 over all lines so far, as the roots of its complete subtrees.
class Tree {
  constructor(size = 0, hashes = []) {
    this.size = size;
    this.hashes = hashes;
  }
  add(hash) {
    for (let bits = this.size; bits & 1; bits = Math.floor(bits / 2)) hash = nodeHash(this.hashes.pop(), hash);
    this.hashes.push(hash);
    this.size += 1;
  }
  root() {
    if (this.size === 0) return sha256();
    return this.hashes.reduceRight((right, left) => nodeHash(left, right));
  }
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

// The one spelling of a value: RFC 8785, with ASCII keys and whole numbers alone.
function canonical(value, depth = 0) {
  demand(depth <= MAX_DEPTH || typeof value !== "object" || value === null, "nested too deep");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    demand(Number.isSafeInteger(value) && !Object.is(value, -0), "a number that is not whole or too large");
    return String(value);
  }
  if (typeof value === "string") {
    demand(!/\p{Surrogate}/u.test(value), "a lone surrogate");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  const keys = Object.keys(value).sort();
  demand(keys.every((key) => /^[\x00-\x7f]*$/.test(key)), "a key that is not ASCII");
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key], depth + 1)}`).join(",")}}`;
}

function parseLine(line) {
  demand(line.length <= MAX_LINE, "a line is too long");
  let record;
  try {
    record = JSON.parse(line.toString("utf8"));
  } catch {
    throw new Invalid("a line is not JSON");
  }
  demand(isObject(record) && Object.keys(record).sort().join() === "body,prev,seq,v", "not a record");
  demand(Buffer.from(canonical(record)).equals(line), "a line is not in canonical form");
  demand(record.v === 1 && isCount(record.seq) && isObject(record.body), "not a record of version 1");
  demand(typeof record.prev === "string" && HASH.test(record.prev), "prev is no hash");
  return record;
}

function decodeBase64(text) {
  const bytes = Buffer.from(text, "base64");
  demand(bytes.toString("base64") === text, "not base64");
  return bytes;
}

function parseVkey(vkey) {
  const [name, id, ...rest] = vkey.split("+");
  const key = decodeBase64(rest.join("+"));
  demand(name && !/\s/u.test(name) && key.length === 33 && key[0] === 1, "not an Ed25519 key");
  demand(sha256(Buffer.from(`${name}\n`), key).subarray(0, 4).toString("hex") === id, "the key has another id");
  const jwk = { kty: "OKP", crv: "Ed25519", x: key.subarray(1).toString("base64url") };
  return { name, id, vkey, public: crypto.createPublicKey({ key: jwk, format: "jwk" }) };
}

function parseNote(note) {
  const split = note.lastIndexOf("\n\n");
  demand(split > 0 && note.endsWith("\n") && !/[\x00-\x09\x0b-\x1f]/.test(note), "not a signed note");
  const text = note.slice(0, split + 1);
  const signatures = note.slice(split + 2, -1).split("\n").map((line) => {
    const match = /^\u2014 (\S+) (\S+)$/u.exec(line);
    demand(match, "a signature line is malformed");
    const bytes = decodeBase64(match[2]);
    demand(bytes.length > 4, "a signature is too short");
    return { name: match[1], id: bytes.subarray(0, 4).toString("hex"), bytes: bytes.subarray(4) };
  });
  const [origin, size, root, ...rest] = text.split("\n");
  demand(origin && /^(0|[1-9][0-9]*)$/.test(size) && decodeBase64(root).length === 32, "not a checkpoint");
  demand(rest.length === 1 && rest[0] === "", "a checkpoint of more than three lines");
  return { text, signatures, origin, size: Number(size), root: decodeBase64(root) };
}

// The ids of the given keys that signed; a bad signature by one of them spoils the note.
function signersOf(note, keys) {
  const found = new Set();
  for (const { name, id, bytes } of note.signatures) {
    const key = keys.find((known) => known.name === name && known.id === id);
    if (!key) continue;
    demand(crypto.verify(null, Buffer.from(note.text), key.public, bytes), `a bad signature by ${name}`);
    found.add(id);
  }
  return found;
}

class Verifier {
  constructor(trail, vkeys) {
    this.trail = trail;
    this.keys = vkeys.map(parseVkey);
    this.everTrusted = [...this.keys];
    this.hasKeys = this.keys.length > 0;
    this.facts = { records: 0, entries: 0, blocked: 0, indeterminate: 0, recoveries: 0, erased: 0, pruned_below: 0 };
    this.open = new Map();
    this.allowed = new Set();
    this.endedBefore = new Set();
    this.seals = 0;
    this.signedSize = 0;
    this.afterSeal = 0;
    this.rotation = null;
    this.prunes = [];
  }

  run() {
    this.readLog();
    this.readCheckpoint();
    this.readSegments();
    this.compareCheckpoint();
    this.checkBeginning();
    this.checkCheckpoint();
    demand(this.facts.records > 0, "no record");
    demand(this.open.size === 0, "a call has no outcome");
    if (this.hasKeys) demand(this.signedSize > 0, "no seal by a known key");
    this.checkHead();
    return { status: this.status(), ...this.facts, ...this.signing(), origin: this.log.origin };
  }

  status() {
    if (this.seals > 0 && !this.hasKeys) return "partial";
    return this.hasKeys && (this.afterSeal > 0 || this.checkpoint.size < this.signedSize) ? "partial" : "ok";
  }

  signing() {
    const assurance = this.hasKeys ? "signed" : "unsigned";
    const tail = this.hasKeys ? this.afterSeal : this.facts.records;
    return { assurance, signed_size: this.signedSize, unsigned_tail: tail, open_calls: 0 };
  }

  readLog() {
    this.log = JSON.parse(fs.readFileSync(path.join(this.trail, "log.json"), "utf8"));
    demand(isObject(this.log) && this.log.format === 1, "not a trail of format 1");
    demand(typeof this.log.id === "string" && typeof this.log.origin === "string", "log.json is damaged");
  }

  readCheckpoint() {
    const file = path.join(this.trail, "checkpoint");
    this.checkpoint = fs.existsSync(file) ? parseNote(fs.readFileSync(file, "utf8")) : null;
    if (this.checkpoint) demand(this.checkpoint.origin === this.log.origin, "the checkpoint is of another trail");
  }

  compareCheckpoint() {
    if (this.checkpoint?.size !== this.tree.size) return;
    demand(this.checkpoint.root.equals(this.tree.root()), "the checkpoint's root is another");
  }

  readSegments() {
    const names = fs.readdirSync(path.join(this.trail, "entries")).sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
    demand(names.length > 0 && names.every((name) => /^([0-9]{12}|[1-9][0-9]{12,17})\.jsonl$/.test(name)), "a file that is no segment");
    this.starts = names.map((name) => Number.parseInt(name, 10));
    this.tree = new Tree(this.starts[0]);
    this.facts.pruned_below = this.starts[0];
    names.forEach((name, number) => this.readSegment(name, number));
  }

  readSegment(name, number) {
    const content = fs.readFileSync(path.join(this.trail, "entries", name));
    demand(content.length === 0 || content.at(-1) === 10, "the last line is torn");
    this.active = { start: this.tree.size, bytes: content.length };
    demand(this.tree.size === this.starts[number], "a segment does not begin where its name says");
    for (let from = 0; from < content.length; ) {
      const end = content.indexOf(10, from);
      this.takeLine(content.subarray(from, end), from === 0, number);
      from = end + 1;
    }
  }

  takeLine(line, isFirst, number) {
    const record = parseLine(line);
    const seq = this.tree.size;
    if (!isFirst) this.compareCheckpoint();
    demand(record.seq === seq, `record ${seq}: another number`);
    const isBeginning = isFirst && number === 0;
    if (isBeginning && seq > 0) this.prev = record.prev;
    demand(record.prev === (seq === 0 ? "0".repeat(64) : this.prev), `record ${seq}: the chain is broken`);
    demand((record.body.kind === "segment") === (isFirst && seq > 0), `record ${seq}: a segment begins elsewhere`);
    if (record.body.kind === "segment") this.takeSegment(record.body, isBeginning, number);
    this.facts.records += 1;
    this.afterSeal += 1;
    this.takeBody(record.body, seq);
    const leaf = leafHash(line);
    this.prev = leaf.toString("hex");
    this.tree.add(leaf);
  }

  takeSegment(body, isBeginning, number) {
    demand(this.isOfThisTrail(body), "a segment of another trail");
    demand(isCount(body.previous) && body.previous < this.tree.size, "a segment names no earlier one");
    demand(Array.isArray(body.frontier) && body.frontier.every((item) => HASH.test(item)), "a bad frontier");
    let bits = 0;
    for (let size = this.tree.size; size > 0; size = Math.floor(size / 2)) bits += size % 2;
    demand(body.frontier.length === bits, "a frontier of another size");
    if (isBeginning) this.tree.hashes = body.frontier.map((item) => Buffer.from(item, "hex"));
    else demand(body.previous === this.starts[number - 1], "a segment in between is missing");
    demand(this.tree.hashes.map((item) => item.toString("hex")).join() === body.frontier.join(), "another frontier");
    demand(body.root === this.tree.root().toString("base64"), "a segment states another root");
  }

  isOfThisTrail(body) {
    return body.log === this.log.id && body.origin === this.log.origin;
  }

  takeBody(body, seq) {
    demand(KINDS.includes(body.kind) && typeof body.epoch === "string", `record ${seq}: unknown kind or no writer`);
    if (body.kind === "open") demand(this.isOfThisTrail(body), `record ${seq}: of another trail`);
    if (body.kind === "recovery") this.facts.recoveries += 1;
    if (body.kind === "decision") this.takeDecision(body, seq);
    if (body.kind === "outcome") this.takeOutcome(body, seq);
    if (body.kind === "seal") this.takeSeal(body, seq);
    if (body.kind === "key_rotate") this.takeRotation(body, seq);
    if (body.kind === "prune") {
      demand(isCount(body.below) && body.below <= seq, `record ${seq}: prunes what is not there yet`);
      this.prunes.push({ seq, below: body.below });
    }
    if (body.kind === "erasure") {
      demand(isCount(body.count) && typeof body.subject === "string", `record ${seq}: not an erasure`);
      this.facts.erased += body.count;
    }
  }

  takeDecision(body, seq) {
    this.facts.entries += 1;
    demand(body.effect === "allow" || body.effect === "block", `record ${seq}: no effect`);
    if (body.effect === "block") this.facts.blocked += 1;
    else this.open.set(seq, body.epoch);
  }

  takeOutcome(body, seq) {
    demand(STATUSES.includes(body.status) && isCount(body.ref), `record ${seq}: not an outcome`);
    if (body.status === "indeterminate") this.facts.indeterminate += 1;
    if (body.ref < this.starts[0]) {
      demand(!this.endedBefore.has(body.ref), `record ${seq}: a second outcome`);
      this.endedBefore.add(body.ref);
      return;
    }
    demand(this.open.has(body.ref), `record ${seq}: an outcome of no open call`);
    demand(body.status === "indeterminate" || this.open.get(body.ref) === body.epoch, `record ${seq}: another writer's call`);
    this.open.delete(body.ref);
  }

  takeSeal(body, seq) {
    demand(typeof body.note === "string", `record ${seq}: a seal without a note`);
    const note = parseNote(body.note);
    demand(note.origin === this.log.origin, `record ${seq}: a seal of another trail`);
    demand(note.size === seq, `record ${seq}: a seal over another size`);
    demand(note.root.equals(this.tree.root()), `record ${seq}: the seal's root is another`);
    this.seals += 1;
    if (!this.hasKeys) return;
    const signers = signersOf(note, this.keys);
    if (this.rotation) this.followRotation(note, signers, seq);
    if (signers.size === 0) {
      demand(this.signedSize === 0, `record ${seq}: a seal by no trusted key`);
      return;
    }
    this.signedSize = seq;
    this.afterSeal = 0;
  }

  takeRotation(body, seq) {
    demand(typeof body.new === "string" && typeof body.old === "string", `record ${seq}: not a rotation`);
    const next = parseVkey(body.new);
    if (!this.keys.some((key) => key.id === body.old)) return;
    this.rotation = { old: body.old, next, seq };
  }

  followRotation(note, signers, seq) {
    const { old, next } = this.rotation;
    demand(signers.has(old), `record ${seq}: the old key did not cover the rotation`);
    if (!signersOf(note, [next]).has(next.id)) return;
    this.keys = [...this.keys.filter((key) => key.id !== old && key.id !== next.id), next];
    this.everTrusted.push(next);
    this.rotation = null;
  }

  checkBeginning() {
    const first = this.starts[0];
    if (first === 0) return;
    const counted = this.prunes.filter(({ seq }) => !this.hasKeys || seq < this.signedSize);
    demand(counted.some(({ below }) => below >= first), "the beginning is missing, and no prune record says why");
  }

  checkCheckpoint() {
    if (this.checkpoint === null) {
      demand(this.seals === 0, "the checkpoint is missing");
      return;
    }
    demand(this.checkpoint.size <= this.tree.size, "records are missing: the checkpoint covers more");
    demand(this.checkpoint.size > this.starts[0], "the checkpoint is of deleted records");
    if (this.hasKeys) demand(signersOf(this.checkpoint, this.everTrusted).size > 0, "the checkpoint is by no known key");
  }

  checkHead() {
    const file = path.join(this.trail, "head");
    if (this.seals > 0 && !fs.existsSync(file)) return;
    const content = fs.readFileSync(file, "latin1");
    const slots = [0, SLOT].map((start) => headIn(content.slice(start, start + SLOT))).filter(Boolean);
    demand(slots.length > 0, "the head is damaged");
    const head = slots.reduce((one, other) => (other.generation > one.generation ? other : one));
    demand(head.records === this.tree.size && head.leaf === this.prev, "the head names another last record");
    const isNew = head.first === this.tree.size && head.size === 0;
    const isActive = head.first === this.active.start && head.size === this.active.bytes;
    demand(isNew || isActive, "the head counts other bytes");
  }
}

function verify(trail, vkeys) {
  try {
    return new Verifier(trail, vkeys).run();
  } catch (problem) {
    return { status: "invalid", why: problem instanceof Invalid ? problem.message : String(problem) };
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--batch") {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    console.log(JSON.stringify(verify(asked.path, asked.keys)));
  }
} else {
  const verdict = verify(first, rest);
  console.log(JSON.stringify(verdict));
  process.exitCode = { ok: 0, partial: 3 }[verdict.status] ?? 1;
}
