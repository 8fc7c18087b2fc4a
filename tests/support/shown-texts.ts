import type { Page } from 'playwright-core';

/**
 * Every text in our parts of a page, visible or for screen readers: text, titles,
 * accessible names, placeholders, descriptions of pictures. Code and typed text are left out.
 * @param within selectors of these parts.
 */
export const shownTexts = (page: Page, within: readonly string[]): Promise<string[]> =>
  page.evaluate((selectors) => {
    const LEFT_OUT = 'pre, code, script, style, textarea, kbd';
    const found = new Set<string>();
    const add = (text: string | null) => {
      const trimmed = text?.replace(/\s+/g, ' ').trim() ?? '';
      if (trimmed !== '') found.add(trimmed);
    };
    for (const part of document.querySelectorAll(selectors.join(', '))) {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (node.parentElement?.closest(LEFT_OUT) === null) add(node.textContent);
      }
      for (const element of [part, ...part.querySelectorAll('*')]) {
        for (const name of ['title', 'aria-label', 'aria-description', 'placeholder', 'alt'])
          add(element.getAttribute(name));
      }
    }
    return [...found];
  }, within);
