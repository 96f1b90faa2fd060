import { Button, Menu } from "@mantine/core";
import { useLanguage, useLocale, useMessages } from "../i18n/LanguageContext.ts";
import { LANGUAGES } from "../i18n/language.ts";
import { DownIcon } from "../ui/icons.ts";
import styles from "./UserMenu.module.css";

export interface UserMenuProps {
  readonly user: string;
  readonly onSignOut?: (() => void) | undefined;
}

/** The signed-in user, and a button to sign out where the console can. */
export function UserMenu({ user, onSignOut }: UserMenuProps) {
  const { identity } = useMessages();
  const language = useLanguage();
  const other = useLocale() === "en" ? "zh-CN" : "en";
  return (
    <Menu position="bottom-end" width={160}>
      <Menu.Target>
        <Button
          aria-label={identity.account(user)}
          className={styles.button ?? ""}
          h={34}
          px="xs"
          rightSection={<DownIcon size={14} />}
          size="xs"
          variant="default"
        >
          <span className={styles.name}>{user}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{identity.account(user)}</Menu.Label>
        <Menu.Item hiddenFrom="sm" lang={other} onClick={() => language.choose(other)}>
          {LANGUAGES[other].name}
        </Menu.Item>
        {onSignOut !== undefined && <Menu.Item onClick={onSignOut}>{identity.signOut}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
