import type { ReactNode } from "react";
import styles from "./PanelHead.module.css";

/** The title of a panel or a dialog. It is not a `<header>`: the page has one. */
export function PanelHead({ children }: { readonly children: ReactNode }) {
  return <div className={styles.head}>{children}</div>;
}
