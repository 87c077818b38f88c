/** The font that is shipped for pictures. */
export const fontFamily = 'DejaVu Sans'
