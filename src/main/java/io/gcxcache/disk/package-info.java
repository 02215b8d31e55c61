/**
 * Files that have to survive what happens to disks.
 *
 * <p>A {@link io.gcxcache.disk.Disk} may be full, and a file may be deleted or moved while it is written: its
 * {@link io.gcxcache.disk.FilePlace} tells. A {@link io.gcxcache.disk.LockedFile} is one gateway's to write. What is not as
 * it was written is set aside under another name.
 *
 * <p>What is kept over a restart is kept by a {@link io.gcxcache.disk.Journal}: it knows when a file is appended to or
 * written anew, and nothing of what is in it.
 */
package io.gcxcache.disk;
