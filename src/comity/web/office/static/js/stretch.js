// A passphrase stretched by argon2id (RFC 9106), beside the page: it takes seconds, and the page must not stand still meanwhile.
import { argon2id } from "../../vendor/keys.js";

addEventListener("message", ({ data: { text, salt, m, t, p } }) => {
  postMessage(argon2id(text, salt, { m, t, p, dkLen: 32, maxmem: 2 ** 31 }));
});
