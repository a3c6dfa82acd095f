// Checks a proof with the npm package @sigstore/verify: node check.cjs KEY PROOF
//
// Both arguments are files. What does not hold ends the program with an error.

const fs = require("node:fs");
const { createHash, createPublicKey } = require("node:crypto");
const { verifyCheckpoint } = require("@sigstore/verify/dist/tlog/checkpoint");
const { verifyMerkleInclusion } = require("@sigstore/verify/dist/tlog/merkle");

const SPKI_OF_ED25519 = Buffer.from("302a300506032b6570032100", "hex");

function logOf(vkey) {
  const [name, keyId, ...material] = vkey.trim().split("+");
  const raw = Buffer.from(material.join("+"), "base64");
  const der = Buffer.concat([SPKI_OF_ED25519, raw.subarray(1)]);
  const computed = createHash("sha256").update(name).update("\n").update(raw).digest();
  if (computed.subarray(0, 4).toString("hex") !== keyId) throw new Error("wrong key id");
  return {
    logID: computed,
    baseURL: name,
    publicKey: createPublicKey({ key: der, format: "der", type: "spki" }),
  };
}

function entryOf(text) {
  const at = text.indexOf("\n\n");
  const [header, extra, index, ...hashes] = text.slice(0, at).split("\n");
  if (header !== "c2sp.org/tlog-proof@v1") throw new Error("not a tlog-proof");
  return {
    canonicalizedBody: Buffer.from(extra.replace("extra ", ""), "base64"),
    inclusionProof: {
      logIndex: index.replace("index ", ""),
      hashes: hashes.map((hash) => Buffer.from(hash, "base64")),
      checkpoint: { envelope: text.slice(at + 2) },
    },
  };
}

const [vkey, text] = process.argv.slice(2).map((path) => fs.readFileSync(path, "utf-8"));
const entry = entryOf(text);
verifyMerkleInclusion(entry, verifyCheckpoint(entry, [logOf(vkey)]));
