import type { Page } from 'playwright-core';

/** The lowest contrast that is readable. Large text may have less, small text should have more. */
const LEAST_CONTRAST = 3;

export interface Looks {
  /** Texts with too little contrast, with the contrast. */
  unreadable: string[];
  /** Tables that are wider than their container, and the page if it is too wide. */
  tooWide: string[];
  /** Content that overlaps the next cell or the next fact. */
  spilling: string[];
  /** Buttons and links of which a part can't be seen, and cut texts that are not whole in a title either. */
  cut: string[];
}

export const GOOD_LOOKS: Looks = { unreadable: [], tooWide: [], spilling: [], cut: [] };

/** Visual faults in our part of the page. */
export const looksOf = (page: Page): Promise<Looks> =>
  page.evaluate((least) => {
    const channels = (colour: string): [number, number, number, number] => {
      const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      return [r, g, b, a];
    };
    const luminance = ([r, g, b]: readonly number[]) => {
      const [red = 0, green = 0, blue = 0] = [r, g, b].map((value) => {
        const share = (value ?? 0) / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    /** The first opaque background behind an element. */
    const groundOf = (element: Element | null): number[] => {
      for (let at = element; at !== null; at = at.parentElement) {
        const ground = channels(getComputedStyle(at).backgroundColor);
        if (ground[3] > 0.5) return ground;
      }
      return [255, 255, 255];
    };
    const main = document.querySelector('main') ?? document.body;
    const unreadable: string[] = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      const element = node.parentElement;
      if (text === '' || element === null || element.closest('[disabled], [aria-disabled="true"]')) continue;
      const { width, height } = element.getBoundingClientRect();
      if (
        width < 2 ||
        height < 2 ||
        !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      )
        continue;
      const [light = 0, dark = 0] = [
        luminance(channels(getComputedStyle(element).color)),
        luminance(groundOf(element)),
      ].sort((a, b) => b - a);
      const contrast = (light + 0.05) / (dark + 0.05);
      if (contrast < least) unreadable.push(`${text.slice(0, 60)} (${contrast.toFixed(1)})`);
    }
    const tooWide = [...main.querySelectorAll('table')].flatMap((table) => {
      for (let at = table.parentElement; at !== null && at !== main.parentElement; at = at.parentElement) {
        const { overflowX } = getComputedStyle(at);
        if (overflowX !== 'visible' && at.scrollWidth > at.clientWidth + 1)
          return [
            `${[...table.querySelectorAll('th')].map((head) => head.textContent?.trim()).join(' | ')}: ${at.scrollWidth} in ${at.clientWidth}`,
          ];
      }
      return [];
    });
    for (let at: Element | null = main; at !== null; at = at.parentElement)
      if (at.scrollWidth > at.clientWidth + 1 && at.clientWidth > 0) {
        tooWide.push(`the page: ${at.scrollWidth} in ${at.clientWidth}`);
        break;
      }
    /** The box of an element inside a container, clipped by the ancestors between them. */
    const seenIn = (element: Element, container: Element) => {
      let { left, right, bottom } = element.getBoundingClientRect();
      for (let at = element.parentElement; at !== null && at !== container; at = at.parentElement) {
        const style = getComputedStyle(at);
        const box = at.getBoundingClientRect();
        if (style.overflowX !== 'visible')
          [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        if (style.overflowY !== 'visible') bottom = Math.min(bottom, box.bottom);
      }
      return { left, right, bottom };
    };
    const spilling = [...main.querySelectorAll('td, th, dl > *')].flatMap((container) => {
      const room = container.getBoundingClientRect();
      const outside = [...container.querySelectorAll('*')].find((element) => {
        const { width, height } = element.getBoundingClientRect();
        // Content for screen readers only is one pixel large.
        if (width < 2 || height < 2) return false;
        const seen = seenIn(element, container);
        return seen.left < room.left - 1 || seen.right > room.right + 1 || seen.bottom > room.bottom + 1;
      });
      return outside === undefined
        ? []
        : [
            `${outside.tagName} ${outside.textContent?.trim().slice(0, 60)} in ${container.textContent?.trim().slice(0, 40)}`,
          ];
    });
    const isShown = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      return width >= 2 && height >= 2 && element.checkVisibility({ visibilityProperty: true });
    };
    const nameOf = (element: Element) =>
      `${element.tagName} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 60)}`;
    const isWholeInTitle = (element: Element) =>
      (element.closest('[title]')?.getAttribute('title') ?? '').includes(element.textContent?.trim() ?? '');
    const cutActions = [...main.querySelectorAll('button, a[href], [role="switch"]')].filter((element) => {
      if (!isShown(element)) return false;
      const whole = element.getBoundingClientRect();
      const seen = seenIn(element, main);
      const [left, right] = [Math.max(seen.left, 0), Math.min(seen.right, innerWidth)];
      return left > whole.left + 1 || right < whole.right - 1;
    });
    const cutTexts = [...main.querySelectorAll('*')].filter((element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const isCut =
        (overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1) ||
        (overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1);
      return isCut && isShown(element) && !isWholeInTitle(element);
    });
    return { unreadable, tooWide, spilling, cut: [...cutActions, ...cutTexts].map(nameOf) };
  }, LEAST_CONTRAST);
