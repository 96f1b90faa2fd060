/**
 * Where a link leads, for a reader who sees only its text: the host of a page, in the form that
 * cannot be mistaken for another (Punycode), or the address of a mail.
 *
 * @returns nothing where the text is the address itself
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
  // An address with other letters may look like another's.
  if (!/^[\x21-\x7e]+$/.test(text)) return false;
  return ["", "mailto:", "http://", "https://"].some(
    (scheme) => parse(scheme + text)?.href === url.href,
  );
}
