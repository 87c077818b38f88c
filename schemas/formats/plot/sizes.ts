/** Sizes of plots, in pixels. */
export const plotWidth = { least: 200, most: 4000, default: 1000 } as const
/** By default as high as the panels need. */
export const plotHeight = { least: 150, most: 8000 } as const
