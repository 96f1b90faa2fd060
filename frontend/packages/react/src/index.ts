export { ConnectionIndicator, type ConnectionIndicatorProps } from "./ConnectionIndicator.tsx";
export { SSEContext, useSSEClient } from "./SSEContext.ts";
export { SSEProvider, type SSEProviderProps } from "./SSEProvider.tsx";
export { type UseSSEOptions, useSSE } from "./useSSE.ts";
export { type UseSSEEventsOptions, useSSEEvents } from "./useSSEEvents.ts";
export { useSSEStatus } from "./useSSEStatus.ts";
