import { expect, type Page } from "@playwright/test";

/** `http://localhost:8080/realms/bank` */
const issuer = process.env.KEYCLOAK_ISSUER ?? "";
const operator = process.env.KEYCLOAK_OPERATOR ?? "";

async function token(realm: string, client: string, user: string): Promise<string> {
  const answer = await fetch(`${realm}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      client_id: client,
      username: user,
      password: user,
    }),
  });
  const { access_token } = await answer.json();
  return access_token;
}

/** Publishes events as another program would, with a token of its own. */
export async function publish(url: string, events: object | readonly object[]): Promise<void> {
  const answer = await fetch(`${url}/api/events`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${await token(issuer, "mapped", "admin")}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(events),
  });
  expect(answer.status).toBe(202);
}

/** Signs a user out of all sessions, as an administrator of Keycloak does. */
export async function signOutAtKeycloak(user: string): Promise<void> {
  const master = issuer.replace(/\/realms\/.*/, "/realms/master");
  const admin = issuer.replace("/realms/", "/admin/realms/");
  const headers = { Authorization: `Bearer ${await token(master, "admin-cli", operator)}` };
  const found = await fetch(`${admin}/users?exact=true&username=${user}`, { headers });
  const [{ id }] = await found.json();
  const answer = await fetch(`${admin}/users/${id}/logout`, { method: "POST", headers });
  expect(answer.status).toBe(204);
}

/** Fills in Keycloak's page, whose password is the name of the user. */
export async function signInAtKeycloak(page: Page, user: string): Promise<void> {
  await page.waitForURL((url) => url.href.startsWith(issuer));
  await page.locator("#username").fill(user);
  await page.locator("#password").fill(user);
  await page.locator("#kc-login").click();
}
