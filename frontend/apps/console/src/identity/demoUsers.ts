/** What a demo user's token says; the shape is the protocol's. */
export interface DemoUser {
  readonly name: string;
  readonly about: string;
  readonly groups: readonly string[];
  readonly grants: {
    readonly subscribe: readonly string[];
    readonly publish: readonly string[];
    readonly sessions: readonly string[];
  };
}

const ORDERS = { subscribe: ["orders/**"], publish: ["orders/**"], sessions: [] };

/** The users that development identity offers. */
export const DEMO_USERS: readonly DemoUser[] = [
  { name: "alice", about: "Publishes and follows orders", groups: ["publisher"], grants: ORDERS },
  { name: "bob", about: "Publishes and follows orders", groups: ["publisher"], grants: ORDERS },
  {
    name: "admin",
    about: "Publishes and looks after connections",
    groups: ["admin", "publisher"],
    grants: { subscribe: [], publish: [], sessions: [] },
  },
];
