/** A demo user and the claims of its token, as the protocol defines them. */
export interface DemoUser {
  readonly name: string;
  /** The key of its description. */
  readonly about: "orders" | "admin";
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
  { name: "alice", about: "orders", groups: ["publisher"], grants: ORDERS },
  { name: "bob", about: "orders", groups: ["publisher"], grants: ORDERS },
  {
    name: "admin",
    about: "admin",
    groups: ["admin", "publisher"],
    grants: { subscribe: [], publish: [], sessions: [] },
  },
];
