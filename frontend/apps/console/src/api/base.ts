/**
 * The path of a request, below the console's own folder: the root, a context root, or the prefix of a
 * proxy. The console has one page, so that its folder is also the folder of the API.
 *
 * @param path from the server's root: `/api/connections`
 */
export function serverPath(path: string, { pathname } = globalThis.location): string {
  return pathname.slice(0, Math.max(0, pathname.lastIndexOf("/"))) + path;
}
