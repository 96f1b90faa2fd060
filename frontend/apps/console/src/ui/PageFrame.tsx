import type { ReactNode } from "react";
import styles from "./PageFrame.module.css";

/** The content of a page, which scrolls by itself. */
export function PageFrame({ children }: { readonly children?: ReactNode }) {
  return <main className={styles.page}>{children}</main>;
}
