import type { EventListener } from "./event.ts";
import type { EventMap, EventOf, EventPattern, Register, RegisteredEvents } from "./eventMap.ts";
import type { ClientOptions } from "./options.ts";
import { Outbox } from "./outbox.ts";
import type { PublishEvent, PublishOptions, PublishReceipt } from "./publish.ts";
import { Receiver } from "./receiver.ts";
import type { EventsOf, SchemaMap } from "./schema.ts";
import { type Settings, withDefaults } from "./settings.ts";
import type { Status } from "./status.ts";
import type { Readable } from "./store.ts";
import type { Unsubscribe } from "./subscribable.ts";

export interface ListenOptions {
  /**
   * Whether the listener first receives the cached events of that type.
   * @default false
   */
  readonly cached?: boolean;
}

export interface TidingsClient<Events extends object = RegisteredEvents> {
  /** The status, to read and to subscribe to. It also changes with each event. */
  readonly status: Readable<Status>;
  /** The last cursor received. Another client resumes from it with `lastEventId`. */
  readonly cursor: string | undefined;
  /**
   * Calls `listener` with every event of `type`: exact, `task.*`, `task.**`, or `**` for all
   * application events. Only a pattern that names a protocol event matches it. Every tab receives
   * `tidings.gap`, by every transport. The other protocol events concern one stream: only the tab
   * that holds the stream receives them, and long polling delivers none. `status` shows the
   * connection's state in every tab.
   */
  on<const Pattern extends EventPattern<Events>>(
    type: Pattern,
    listener: (event: EventOf<Events, Pattern>) => void,
    options?: ListenOptions,
  ): Unsubscribe;
  /** The cached events of `type`, oldest first. */
  cached<const Pattern extends EventPattern<Events>>(type: Pattern): EventOf<Events, Pattern>[];
  /** Opens the stream and keeps it open. An open client ignores the call; a closed one reopens. */
  connect(): void;
  /**
   * Reconnects now and resumes from the current cursor. Where tabs share a connection, this tab
   * becomes the leader. A client without a connection connects.
   */
  reconnect(): void;
  /** Ends the stream. No event is delivered afterwards; queued events are still published. */
  close(): void;
  /**
   * Publishes one event, and resolves when the server's log has stored it. While the server is
   * unreachable, the event waits in publishing order, and `onError` receives the cause. The event
   * keeps its id through every retry, so that the server stores it once within its dedupe window.
   * @throws {TidingsError} when the server refuses the event
   */
  publish(event: PublishEvent<Events>, options?: PublishOptions): Promise<PublishReceipt>;
}

/** A client of any event map. */
// biome-ignore lint/suspicious/noExplicitAny: no other type accepts the client of each map
export type AnyTidingsClient = TidingsClient<any>;

/** Options whose schemas define the event map. With a registered map, that one holds. */
type SchemaOptions<Schemas extends SchemaMap> = Register extends { events: object }
  ? never
  : Omit<ClientOptions, "schemas"> & { readonly schemas: Schemas };

/**
 * Creates a client whose event map is that of its schemas. It sends no request before `connect()` or
 * `publish()`.
 */
export function createClient<Schemas extends SchemaMap>(
  options: SchemaOptions<Schemas>,
): TidingsClient<EventsOf<Schemas>>;
/** Creates a client. It sends no request before `connect()` or `publish()`. */
export function createClient<Events extends object = RegisteredEvents>(
  options?: ClientOptions<NoInfer<Events>>,
): TidingsClient<Events>;
export function createClient(options: ClientOptions = {}): TidingsClient<EventMap> {
  const settings: Settings = withDefaults(options);
  const receiver = new Receiver(settings);
  const outbox = new Outbox(settings);
  const { signal } = options;
  const end = () => {
    receiver.stop();
    outbox.end(signal?.reason);
  };
  if (signal?.aborted) end();
  else signal?.addEventListener("abort", end);
  return {
    status: receiver.status,
    get cursor() {
      return receiver.inbox.cursor;
    },
    on: (type, listener, { cached = false } = {}) =>
      // The data's type is what the application declares, or what its schema returns.
      receiver.inbox.events.on(type, listener as EventListener, cached),
    cached: <Pattern extends string>(type: Pattern) =>
      receiver.inbox.events.cached(type) as EventOf<EventMap, Pattern>[],
    connect: () => {
      if (!signal?.aborted) receiver.start();
    },
    reconnect: () => {
      if (!signal?.aborted) receiver.restart();
    },
    close: () => receiver.stop(),
    publish: (event, how) => outbox.add(event, how),
  };
}
