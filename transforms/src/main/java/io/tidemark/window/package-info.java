/**
 * A view's windows, triggers and lateness policy; the only room that assigns windows. Start reading
 * at {@link io.tidemark.window.ViewWindow}.
 */
package io.tidemark.window;
