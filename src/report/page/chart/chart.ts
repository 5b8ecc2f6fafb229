import { type Html, html } from '../../markup/html.ts';

/** Where a chart draws, in pixels of its own; the axes stand in the margins. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Chart {
  /** Unique on the page. */
  readonly id: string;
  /** What the chart shows. */
  readonly title: string;
  /** What is to be seen, in a sentence. */
  readonly says: string;
  /** Height of the drawing, margins included. */
  readonly height: number;
  readonly draw: (frame: Frame) => Html;
  /** The same as a table. */
  readonly table: Html;
}

/** Text in a drawing does not reflow, so it is drawn twice: for wide screens, and for a phone held upright. */
const WIDTHS = { wide: 760, narrow: 340 } as const;

/** The drawing with its description, and the same as a table. */
export function chart({ id, title, says, height, draw, table }: Chart): Html {
  const drawings = (['wide', 'narrow'] as const).map((size) => {
    const width = WIDTHS[size];
    const frame = { width, height, left: 44, right: size === 'wide' ? 150 : 14, top: 14, bottom: 34 };
    return html`<svg class="chart ${size}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-${size}-title ${id}-${size}-says"><title id="${id}-${size}-title">${title}</title><desc id="${id}-${size}-says">${says}</desc>${draw(frame)}</svg>`;
  });
  return html`<figure class="drawing">${drawings}<details><summary>${title}, as a table</summary>${table}</details></figure>`;
}

/** One decimal of a pixel is enough, and keeps the page small and the same on every machine. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}
