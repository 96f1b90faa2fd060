import type { ReactNode } from "react";
import styles from "./Cards.module.css";
import surface from "./surface.module.css";

export interface CardsProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** A list of cards. */
export function Cards({ label, children }: CardsProps) {
  return (
    <ul aria-label={label} className={styles.cards}>
      {children}
    </ul>
  );
}

export interface CardProps {
  readonly status?: string;
  readonly children: ReactNode;
}

export function Card({ status, children }: CardProps) {
  return (
    <li className={`${surface.surface} ${styles.card}`} data-status={status}>
      {children}
    </li>
  );
}
