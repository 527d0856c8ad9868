// Looks at rulebooks and case reports as a reader does, at four sizes: two phones, a laptop and A4 paper.
// Nothing may run over the side, and axe may find no barrier at WCAG 2.2 AA. Sheet one of a report that verifies takes two
// screens of a small phone and one sheet of A4, and most reports take five sheets.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [browserPath, ...pages] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const sizes = [
  { name: "narrow phone", width: 320, height: 640, media: "screen" },
  { name: "phone", width: 375, height: 844, media: "screen" },
  { name: "laptop", width: 1280, height: 800, media: "screen" },
  // A4 less its margins, at 96 dots an inch.
  { name: "paper", width: 688, height: 1005, media: "print" },
];

// Sheet one: so many screens of such a phone, and one sheet of paper.
const phone = { width: 375, height: 667 };
const sheet = { screens: 2, width: 695, height: 1028 };
// Of all reports so many take no more than five sheets of paper, and none takes more than six.
const sheets = { few: 5, most: 6, share: 0.7 };

let failed = 0;
const say = (good, words) => {
  console.log(`${good ? "passed" : "FAILED"}: ${words}`);
  if (!good) failed += 1;
};

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });

/** How far down the checklist begins, where sheet one stands first. */
async function endOfSheetOne(page, { width, height }, media) {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ media });
  return page.evaluate(() => {
    const isFirst = document.querySelector("main > section")?.id === "now" && !document.querySelector("header .warning");
    const next = document.getElementById("before") ?? document.getElementById("steps");
    return isFirst ? next.getBoundingClientRect().top + scrollY : null;
  });
}

const printed = [];
for (const file of pages) {
  const page = await browser.newPage({ offline: true });
  await page.goto(pathToFileURL(file).href);
  const onPhone = (await page.title()) === "Case report" ? await endOfSheetOne(page, phone, "screen") : null;
  if (onPhone !== null) {
    const screens = onPhone / phone.height;
    const paper = (await endOfSheetOne(page, sheet, "print")) / sheet.height;
    say(screens <= sheet.screens, `${file}: sheet one takes ${screens.toFixed(2)} screens of a phone, of ${sheet.screens}`);
    say(paper <= 1, `${file}: sheet one takes ${paper.toFixed(2)} of a sheet of paper`);
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
    const count = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    say(count > 0 && count <= sheets.most, `${file}: ${count} sheets of paper, of ${sheets.most}`);
    printed.push(count);
  }
  await page.close();
}
// What keeps sheets from being nearly blank, and a paragraph with the figures that it is about.
for (const file of pages) {
  const page = await browser.newPage({ offline: true });
  await page.goto(pathToFileURL(file).href);
  await page.emulateMedia({ media: "print" });
  const { breaks, runsOver, apart } = await page.evaluate(() => {
    const steps = document.getElementById("steps");
    const led = [...document.querySelectorAll("p:has(+ .figures)")].map((one) => getComputedStyle(one));
    return {
      breaks: steps && document.title === "Case report" ? getComputedStyle(steps).breakBefore === "page" : null,
      runsOver: document.getElementById("differences") !== null || document.getElementById("before") !== null,
      apart: led.filter((style) => style.breakAfter !== "avoid" || style.breakInside !== "avoid").length,
    };
  });
  if (breaks !== null) say(breaks !== runsOver, `${file}: the checklist begins a sheet unless sheet one runs over`);
  say(apart === 0, `${file}: no paragraph is parted from its figures`);
  await page.close();
}
const few = printed.filter((count) => count <= sheets.few).length;
say(few > 0 && few >= sheets.share * printed.length, `${few} of ${printed.length} reports take ${sheets.few} sheets of paper or fewer`);

// Those that are only measured were looked at above.
for (const file of pages.filter((page) => !page.includes("/measured-"))) {
  for (const { name, width, height, media } of sizes) {
    // Axe is a script, which the page itself would not let run.
    const context = await browser.newContext({ viewport: { width, height }, bypassCSP: true, offline: true });
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.emulateMedia({ media });
    await page.goto(pathToFileURL(file).href);

    const over = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const wide = (one) => one.getBoundingClientRect().right > width + 0.5 || one.scrollWidth > one.clientWidth + 1;
      const shown = [...document.querySelectorAll("body *")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && !one.closest(".skip, caption, thead, svg") && getComputedStyle(one).display !== "inline";
      });
      const labels = [...document.querySelectorAll("svg[role=img] text")].filter((one) => {
        return one.getBoundingClientRect().right > one.ownerSVGElement.getBoundingClientRect().right + 1;
      });
      const found = [...shown.filter(wide), ...labels];
      return {
        scrolls: document.documentElement.scrollWidth > width,
        found: found.slice(0, 5).map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 60)}`),
      };
    });
    const what = `${file}, ${name}`;
    say(!over.scrolls && over.found.length === 0, `${what}: nothing runs over the side ${over.found.join("; ")}`);

    await page.evaluate(axe);
    const { violations } = await page.evaluate(
      ({ values, touched }) =>
        globalThis.axe.run(document, {
          runOnly: { type: "tag", values },
          rules: { "target-size": { enabled: touched } },
          resultTypes: ["violations"],
        }),
      // Nobody touches a link on paper.
      { values: rules, touched: media === "screen" },
    );
    const barriers = violations.map(({ id, nodes }) => `\n  ${id} (${nodes.length}): ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
    say(barriers.length === 0, `${what}: no barrier ${barriers.join("")}`);

    const astray = await page.evaluate(() => {
      const links = [...document.querySelectorAll("a")].map((one) => one.getAttribute("href"));
      return links.filter((link) => !link.startsWith("#") || !document.getElementById(link.slice(1)));
    });
    say(astray.length === 0, `${what}: every link leads somewhere on the page ${astray.slice(0, 5).join(" ")}`);

    say(asked.length === 1, `${what}: nothing else is asked for ${asked.slice(1, 4).join(" ")}`);

    if (name === "laptop" && (await page.title()).includes("ulebook")) {
      // As it is shown to a reader: with its policy, which lets this one script run.
      const strict = await browser.newContext({ viewport: { width, height }, offline: true });
      const read = await strict.newPage();
      await read.goto(pathToFileURL(file).href);
      const rows = "main tbody tr:not(.out)";
      const all = await read.locator(rows).count();
      await read.keyboard.press("Tab");
      await read.getByLabel("Rows with the words").fill("category");
      const some = await read.locator(rows).count();
      const said = await read.locator("#filter-count").textContent();
      await read.getByRole("button", { name: "Show all" }).press("Enter");
      await read.waitForFunction(() => document.getElementById("filter-count").textContent === "");
      const again = await read.locator(rows).count();
      say(some > 0 && some < all && again === all && said === `${some} of ${all} rows are shown`, `${what}: rows are found by a word, and the count is said`);
      await strict.close();
    }

    if (name === "laptop") {
      await page.keyboard.press("Tab");
      const first = await page.evaluate(() => document.activeElement.className);
      await page.keyboard.press("Enter");
      const then = await page.evaluate(() => document.activeElement.id);
      say(first === "skip" && then === "main", `${what}: the keyboard reaches the main part at once`);
    }
    await context.close();
  }
}
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
