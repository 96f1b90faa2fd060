import type { ControlEvents } from "./control.ts";
import type { TidingsEvent } from "./event.ts";

/**
 * An application declares its events here once, for the client and the hooks:
 *
 * ```ts
 * declare module "@tidings/client" {
 *   interface Register { events: { "task.progress": { percent: number } } }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: applications merge their declarations into it
export interface Register {}

/** Event types with the data of each. Without a registration: any type, with unknown data. */
export type EventMap = Record<string, unknown>;

/** The registered event map. */
export type RegisteredEvents = Register extends { events: infer Events extends object }
  ? Events
  : EventMap;

/** The event types of a map. */
export type EventType<Events extends object> = Extract<keyof Events, string>;

/**
 * A type or a pattern to listen to: `task.*`, `task.**` or `**`. With an event map, a pattern that
 * matches none of its types does not compile. The editor completes the known ones.
 */
export type EventPattern<Events extends object> =
  | keyof ControlEvents
  | Wildcard<keyof ControlEvents>
  | "**"
  | (string extends keyof Events ? string & {} : EventType<Events> | Wildcard<EventType<Events>>);

/** The patterns that match a type, without those for all types. */
type Wildcard<Type extends string> = Type extends `${infer Head}.${infer Rest}`
  ? `${Head}.**` | (Rest extends `${string}.${string}` ? `${Head}.${Wildcard<Rest>}` : `${Head}.*`)
  : never;

/** The types that match a pattern; `never` where none does. */
export type MatchingTypes<Events extends object, Pattern extends string> = Pattern extends "**"
  ? EventType<Events>
  : Pattern extends EventType<Events>
    ? Pattern
    : Pattern extends `${infer Head}.**`
      ? Extract<EventType<Events>, `${Head}.${string}`>
      : Pattern extends `${infer Head}.*`
        ? OneSegment<EventType<Events>, Head>
        : never;

type OneSegment<Type extends string, Head extends string> = Type extends `${Head}.${infer Rest}`
  ? Rest extends `${string}.${string}`
    ? never
    : Type
  : never;

/** The event that a listener of `Pattern` receives: a union with `type` as its discriminant. */
export type EventOf<
  Events extends object,
  Pattern extends string,
> = Pattern extends keyof ControlEvents
  ? TidingsEvent<ControlEvents[Pattern], Pattern>
  : [MatchingTypes<Events, Pattern>] extends [never]
    ? TidingsEvent
    : {
        [Type in MatchingTypes<Events, Pattern>]: TidingsEvent<
          Type extends keyof Events ? Events[Type] : unknown,
          Type
        >;
      }[MatchingTypes<Events, Pattern>];
