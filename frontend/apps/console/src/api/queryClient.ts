import { QueryClient } from "@tanstack/react-query";

/** Creates the cache of one user's queries. A failed query reports its error without a retry. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A query without a network reports its own error.
        networkMode: "always",
        refetchOnReconnect: false,
        refetchOnWindowFocus: false,
        retry: false,
      },
    },
  });
}
