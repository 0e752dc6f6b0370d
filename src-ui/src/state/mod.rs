//! How pages read and act. The URL comes first, then what the core answers; nothing is copied.
//!
//! [`read`]: a page reads the core by a command and names the tags its answer depends on; when the core
//! says that a tag changed, the read runs again and the old answer stays on the screen meanwhile.
//! [`act`]: a page asks the core to do something and shows that it is busy or why it failed.
//! [`save`]: a form whose changes are saved at once.

mod act;
mod announce;
mod app;
mod read;
mod save;
mod versions;

pub use act::{Act, use_act};
pub use announce::{announce, announcement};
pub use app::{at_company, connected, may, place_name, provide_app, use_app};
pub use read::{Read, use_read};
pub use save::{Save, use_save};
pub use versions::{Versions, use_versions};
