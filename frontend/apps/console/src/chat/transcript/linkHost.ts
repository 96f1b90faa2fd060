/**
 * The target of a link: the host of a page in Punycode, which resembles no other host, or a mail
 * address.
 *
 * @returns `undefined` where the text is the address itself
 */
export function linkHost(href: string, text: string): string | undefined {
  const url = parse(href);
  if (!url) return undefined;
  const host = url.protocol === "mailto:" ? url.pathname : url.host;
  return isAddress(text.trim(), url) ? undefined : host || undefined;
}

function parse(href: string): URL | undefined {
  try {
    return new URL(href, document.baseURI);
  } catch {
    return undefined;
  }
}

function isAddress(text: string, url: URL): boolean {
  // With other letters an address may resemble another one.
  if (!/^[\x21-\x7e]+$/.test(text)) return false;
  return ["", "mailto:", "http://", "https://"].some(
    (scheme) => parse(scheme + text)?.href === url.href,
  );
}
