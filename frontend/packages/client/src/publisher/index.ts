export type { LineReceipt } from "./item.ts";
export { createPublisher, type Publisher, type PublisherOptions } from "./publisher.ts";
