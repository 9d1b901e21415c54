export { argon2id } from "@noble/hashes/argon2.js";
export { ed25519 } from "@noble/curves/ed25519.js";
