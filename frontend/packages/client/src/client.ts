import type { EventMap, EventOf, EventPattern, RegisteredEvents } from "./eventMap.ts";
import type { EventListener } from "./events.ts";
import type { ClientOptions } from "./options.ts";
import { Outbox } from "./outbox.ts";
import type { PublishEvent, PublishOptions, PublishReceipt } from "./publish.ts";
import { Receiver } from "./receiver.ts";
import { type Settings, withDefaults } from "./settings.ts";
import type { Status } from "./status.ts";
import type { Readable } from "./store.ts";
import type { Unsubscribe } from "./subscribable.ts";

export interface ListenOptions {
  /**
   * Whether the events of that type that came before are handed over first, as far as `cache` has
   * kept them.
   * @default false
   */
  readonly cached?: boolean;
}

export interface TidingsClient<Events extends object = RegisteredEvents> {
  /** Where the client stands, to read and to watch. It also changes with each event. */
  readonly status: Readable<Status>;
  /** The last position seen; a later client resumes from it with `lastEventId`. */
  readonly cursor: string | undefined;
  /**
   * Calls `listener` with every event of `type`: exact, `task.*`, `task.**`, or `**` for all of the
   * application's. The protocol's own events come only to who names them. `tidings.gap` comes to
   * every tab and by every transport. The others are about one stream: they come only to the tab
   * that has it, and not by long poll; where the connection stands every tab learns by `status`.
   */
  on<const Pattern extends EventPattern<Events>>(
    type: Pattern,
    listener: (event: EventOf<Events, Pattern>) => void,
    options?: ListenOptions,
  ): Unsubscribe;
  /** The last events of `type` that came, oldest first, as far as `cache` has kept them. */
  cached<const Pattern extends EventPattern<Events>>(type: Pattern): EventOf<Events, Pattern>[];
  /** Opens the stream and keeps it open. Does nothing while it is; starts anew after an end. */
  connect(): void;
  /**
   * Has the connection made anew, now and from where it is, whatever it waits for. Where tabs share
   * one, this tab takes it over. Without a connection it is `connect`.
   */
  reconnect(): void;
  /** Ends the stream. No event is delivered after it; what waits to be published still is. */
  close(): void;
  /**
   * Publishes one event; resolves when the server's log has it. While the server cannot be reached
   * it waits, behind those published before it, which it never overtakes; `onError` is told why. It
   * is given an id and keeps it, so that however often it must be sent, within the server's dedupe
   * window it is published once.
   * @throws {TidingsError} when the server refuses it
   */
  publish(event: PublishEvent, options?: PublishOptions): Promise<PublishReceipt>;
}

/** Makes a client. It does nothing until `connect()` or `publish()`. */
export function createClient<Events extends object = RegisteredEvents>(
  options: ClientOptions<Events> = {},
): TidingsClient<Events> {
  const settings: Settings = withDefaults(options as ClientOptions<EventMap>);
  const receiver = new Receiver(settings);
  const outbox = new Outbox(settings);
  const { signal } = options;
  const end = () => {
    receiver.stop();
    outbox.end(signal?.reason);
  };
  if (signal?.aborted) end();
  else signal?.addEventListener("abort", end, { once: true });
  return {
    status: receiver.status,
    get cursor() {
      return receiver.inbox.cursor;
    },
    on: (type, listener, { cached = false } = {}) =>
      // The application's word for the shape of an event's data, or its schema's, is all there is.
      receiver.inbox.events.on(type, listener as EventListener, cached),
    cached: <Pattern extends string>(type: Pattern) =>
      receiver.inbox.events.cached(type) as EventOf<Events, Pattern>[],
    connect: () => {
      if (!signal?.aborted) receiver.start();
    },
    reconnect: () => {
      if (!signal?.aborted) receiver.restart();
    },
    close: () => receiver.stop(),
    publish: (event, how = {}) => outbox.put(event, how),
  };
}
