/** What is listened to, and how it is printed: for clients of Node and of browsers. */

/** Names to listen to, where a client wants them beforehand. */
export const NAMES = [
  "message",
  "compat.one",
  "compat.two",
  "compat.three",
  "tidings.open",
  "tidings.gap",
  "tidings.close",
  "tidings.beat",
];

/** The URL of each stream by its name, and the token. */
export const streams = JSON.parse(process.env.STREAMS);
export const { TOKEN } = process.env;
