// What the guides and the READMEs point at is there: pictures, other guides; and each guide stands in both languages.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const guides = ["seller", "manager", "admin"];
const pages = ["README.md", "README.ru.md", ...readdirSync(join(root, "docs/guides")).filter((name) => name.endsWith(".md")).map((name) => `docs/guides/${name}`)];
const links = (page) => [...readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map((found) => found[1] ?? found[2]);

for (const page of pages) {
  test(`every link of ${page} leads somewhere`, () => {
    const missing = links(page).filter((link) => !/^(https?:|mailto:|#)/.test(link) && !existsSync(join(root, dirname(page), link.split("#")[0])));
    assert.deepEqual(missing, []);
  });
}

test("a guide shows the same pictures in both languages, and the stories take each of them", () => {
  const stories = readFileSync(join(root, "e2e/days.test.mjs"), "utf8");
  for (const guide of guides) {
    const [ru, en] = ["ru", "en"].map((lang) => links(`docs/guides/${guide}.${lang}.md`).filter((link) => link.endsWith(".png")).map((link) => link.replace(`-${lang}.png`, "")));
    assert.deepEqual(ru, en, guide);
    assert.ok(ru.length > 4, guide);
    for (const link of ru) {
      const name = link.replace("../pictures/", "");
      assert.ok(stories.includes(`"${name}"`), `${name} is taken`);
    }
  }
});
