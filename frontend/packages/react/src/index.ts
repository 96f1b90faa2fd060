export { useSSEClient } from "./SSEContext.ts";
export { SSEProvider, type SSEProviderProps } from "./SSEProvider.tsx";
export { type UseSSEOptions, useSSE } from "./useSSE.ts";
export { useSSEStatus } from "./useSSEStatus.ts";
