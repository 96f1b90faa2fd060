import { Connection } from "./connection.ts";
import type { ControlEvents } from "./control.ts";
import type { EventListener } from "./events.ts";
import { type ClientOptions, withDefaults } from "./options.ts";
import { type PublishEvent, type PublishReceipt, publish, renew } from "./publish.ts";
import type { Status } from "./status.ts";
import type { Readable } from "./store.ts";
import type { Unsubscribe } from "./subscribable.ts";

export interface TidingsClient {
  /** Where the client stands, to read and to watch. */
  readonly status: Readable<Status>;
  /** The last position seen; a later client resumes from it with `lastEventId`. */
  readonly cursor: string | undefined;
  /**
   * Calls `listener` with every event of `type`: exact, `task.*`, `task.**`, or `**` for all of the
   * application's. The protocol's own events (`tidings.gap`, …) come only to who names them.
   */
  on<Type extends keyof ControlEvents>(
    type: Type,
    listener: EventListener<ControlEvents[Type]>,
  ): Unsubscribe;
  on(type: string, listener: EventListener): Unsubscribe;
  /** Opens the stream and keeps it open. Does nothing while it is; starts anew after an end. */
  connect(): void;
  /** Ends the stream. No event is delivered after it. */
  close(): void;
  /** Publishes one event; resolves when the server's log has it. */
  publish(event: PublishEvent): Promise<PublishReceipt>;
  /** Lets the open stream live as long as a fresh `token`. Does nothing while none is open. */
  renew(token: string): Promise<void>;
}

/** Makes a client. It does nothing until `connect()`. */
export function createClient(options: ClientOptions = {}): TidingsClient {
  const settings = withDefaults(options);
  const connection = new Connection(settings);
  const { status, events } = connection;
  return {
    status,
    get cursor() {
      return connection.cursor;
    },
    on: (type: string, listener: EventListener<never>) =>
      // The server's word for the shape of a control event's data is all there is.
      events.on(type, listener as EventListener),
    connect: () => connection.start(),
    close: () => connection.stop(),
    publish: (event) => publish(settings, event),
    async renew(token) {
      const now = status.get();
      if (now.state === "open") await renew(settings, now.connection, token);
    },
  };
}
