/** Which windows an event belongs to. Start reading at {@link io.tidemark.window.ViewWindows}. */
package io.tidemark.window;
