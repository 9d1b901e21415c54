// The keys of a person, in their browser: software keys that a passphrase opens, and passkeys. Formats are those of
// comity.oversight.keys (statement.py, software.py, passkey.py). Neither a passphrase nor an opened key ever leaves the browser:
// nothing here sends anything.
//
// The address is /static/<digest>/office/js/keys.js: what npm brought lies two folders up.
import { ed25519 } from "../../vendor/keys.js";

/** The second recommended option of RFC 9106, with one lane; software.py has the same numbers. */
const SEALED_WITH = { m: 65536, t: 3, p: 1 };
const MOST = { m: 1 << 20, t: 16, p: 4 };
const PURPOSE = new TextEncoder().encode("comity/software-key/v1");
const SHORTEST = 16; // code points after NFKC
const DIFFERENT = 6;
/** RFC 8410: what stands before the 32 bytes of a private key of Ed25519 in PKCS #8. */
const PKCS8 = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);
const ALGORITHM = "Ed25519";

/**
 * What went wrong, by a code that a page tells in its language: short, passphrase, sealed, insecure (neither https nor
 * localhost), stretch (too little memory, or the worker's script did not come).
 */
export class KeyTrouble extends Error {
  constructor(code) {
    super(code);
    this.name = "KeyTrouble";
    this.code = code;
  }
}

export const toBase64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toBase64Url = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const fromBase64Url = (text) => fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** WebCrypto, which browsers give to https and localhost alone. */
function subtle() {
  if (!globalThis.crypto?.subtle) throw new KeyTrouble("insecure");
  return crypto.subtle;
}

const sha256 = (bytes) => subtle().digest("SHA-256", bytes);

/** The bytes that are signed for a payload: the pre-authentication encoding of DSSE v1. */
export function pae(payloadType, payload) {
  const utf8 = new TextEncoder();
  const kind = utf8.encode(payloadType);
  const head = utf8.encode(`DSSEv1 ${kind.length} ${payloadType} ${payload.length} `);
  const whole = new Uint8Array(head.length + payload.length);
  whole.set(head);
  whole.set(payload, head.length);
  return whole;
}

/** A passphrase as it is stretched: however a keyboard composes it. */
const normal = (passphrase) => passphrase.normalize("NFKC");

/** Whether a passphrase is long enough to seal a key; pages say so before they begin. */
export function isStrong(passphrase) {
  const letters = [...normal(passphrase)];
  return letters.length >= SHORTEST && new Set(letters).size >= DIFFERENT;
}

/** Stretches a passphrase in a worker of its own, which ends with what it was given. */
async function stretched(passphrase, salt, { m, t, p }) {
  const worker = new Worker(new URL("stretch.js", import.meta.url), { type: "module" });
  try {
    return await new Promise((done, failed) => {
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = () => failed(new KeyTrouble("stretch"));
      worker.postMessage({ text: new TextEncoder().encode(normal(passphrase)), salt, m, t, p });
    });
  } finally {
    worker.terminate();
  }
}

async function cipher(passphrase, salt, strength, use) {
  const bytes = await stretched(passphrase, salt, strength);
  try {
    return await subtle().importKey("raw", bytes, "AES-GCM", false, [use]);
  } finally {
    bytes.fill(0);
  }
}

async function seal(seed, passphrase) {
  if (!isStrong(passphrase)) throw new KeyTrouble("short");
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const key = await cipher(passphrase, salt, SEALED_WITH, "encrypt");
  const sealed = await subtle().encrypt({ name: "AES-GCM", iv: nonce, additionalData: PURPOSE }, key, seed);
  return { v: 1, kdf: "argon2id", ...SEALED_WITH, salt: toBase64(salt), nonce: toBase64(nonce), sealed: toBase64(sealed) };
}

/** Opens a key; what is out of bounds is not even tried. */
async function unseal(wrapped, passphrase) {
  subtle();
  const fits = Object.entries(MOST).every(([name, most]) => Number.isInteger(wrapped?.[name]) && wrapped[name] >= 1 && wrapped[name] <= most);
  if (!fits || wrapped.v !== 1 || wrapped.kdf !== "argon2id" || wrapped.m < 8 * wrapped.p) throw new KeyTrouble("sealed");
  let salt, nonce, sealed;
  try {
    [salt, nonce, sealed] = [wrapped.salt, wrapped.nonce, wrapped.sealed].map(fromBase64);
  } catch {
    throw new KeyTrouble("sealed");
  }
  if (salt.length !== 16 || nonce.length !== 12 || sealed.length !== 48) throw new KeyTrouble("sealed");
  const key = await cipher(passphrase, salt, wrapped, "decrypt");
  try {
    return new Uint8Array(await subtle().decrypt({ name: "AES-GCM", iv: nonce, additionalData: PURPOSE }, key, sealed));
  } catch {
    // Another passphrase, or what is sealed was altered: nobody can tell which.
    throw new KeyTrouble("passphrase");
  }
}

/** The private key in the browser's own hands, or nothing where it knows no Ed25519 (Chromium before 137, Firefox before 129). */
async function native(seed, extractable) {
  const whole = new Uint8Array([...PKCS8, ...seed]);
  try {
    return await subtle().importKey("pkcs8", whole, ALGORITHM, extractable, ["sign"]);
  } catch {
    return null;
  } finally {
    whole.fill(0);
  }
}

async function publicOf(seed) {
  const key = await native(seed, true);
  return key ? fromBase64Url((await subtle().exportKey("jwk", key)).x) : ed25519.getPublicKey(seed);
}

async function signed(seed, bytes) {
  const key = await native(seed, false);
  return key ? new Uint8Array(await subtle().sign(ALGORITHM, key, bytes)) : ed25519.sign(bytes, seed);
}

/** Makes a software key: its public half as base64, and the private one sealed, both for the office to keep. */
export async function makeSoftwareKey(passphrase) {
  subtle();
  const seed = crypto.getRandomValues(new Uint8Array(32));
  try {
    return { public: toBase64(await publicOf(seed)), wrapped: await seal(seed, passphrase) };
  } finally {
    seed.fill(0);
  }
}

/** Opens a software key, signs a pre-authentication encoding, and gives the signature as an envelope has it. */
export async function unlockAndSign(wrapped, passphrase, bytes) {
  const seed = await unseal(wrapped, passphrase);
  try {
    return { keyid: hex(await sha256(await publicOf(seed))), sig: toBase64(await signed(seed, bytes)) };
  } finally {
    seed.fill(0);
  }
}

/** Seals a software key by another passphrase; the key stays the same. */
export async function changePassphrase(wrapped, passphrase, another) {
  if (!isStrong(another)) throw new KeyTrouble("short");
  const seed = await unseal(wrapped, passphrase);
  try {
    return await seal(seed, another);
  } finally {
    seed.fill(0);
  }
}

const described = (list = []) => list.map((one) => ({ ...one, id: fromBase64Url(one.id) }));

/** Gives what a passkey answered as the JSON that servers read, all bytes as base64url. */
function answered(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const told = Object.fromEntries(parts.filter((name) => response[name]).map((name) => [name, toBase64Url(response[name])]));
  if (response.getTransports) told.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: toBase64Url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: told,
  };
}

/** Makes a passkey from the options that the server wrote as JSON, and gives what it answered. */
export async function createPasskey(options) {
  const { challenge, user, excludeCredentials } = options;
  return answered(
    await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: fromBase64Url(challenge),
        user: { ...user, id: fromBase64Url(user.id) },
        excludeCredentials: described(excludeCredentials),
      },
    }),
  );
}

/** Asks a passkey for a sign-in by the options that the server wrote as JSON, and gives what it answered. */
export async function getPasskey(options) {
  const { challenge, allowCredentials } = options;
  return answered(
    await navigator.credentials.get({
      publicKey: { ...options, challenge: fromBase64Url(challenge), allowCredentials: described(allowCredentials) },
    }),
  );
}

/** Lets one of some passkeys sign a pre-authentication encoding; `credential` says which did, so that its keyid can be put in. */
export async function signWithPasskey(credentialIds, rp, bytes) {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: await sha256(bytes),
      rpId: rp,
      allowCredentials: credentialIds.map((id) => ({ type: "public-key", id: fromBase64Url(id) })),
      userVerification: "required",
    },
  });
  const { signature, authenticatorData, clientDataJSON } = credential.response;
  return {
    credential: credential.id,
    sig: toBase64(signature),
    authenticatorData: toBase64(authenticatorData),
    clientDataJSON: toBase64(clientDataJSON),
  };
}
