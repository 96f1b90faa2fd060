import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between the browser and the server that a test can interrupt. */
export interface Network {
  /** That of the target, on this network: with its path, and a slash at the end. */
  readonly url: string;
  /** Breaks every open and every new connection. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** Forwards bytes to the server at `target`. A browser's offline mode does not break open streams. */
export async function openNetwork(target: string): Promise<Network> {
  const { hostname, port, pathname } = new URL(target);
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      // A close follows each error, and is passed on.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${pathname}`,
    cut() {
      whole = false;
      cutAll();
    },
    restore() {
      whole = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}
