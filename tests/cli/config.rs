//! `kbnote config`: the layers of settings, and the vault as it is found from anywhere.

use std::fs;

use crate::support::TestVault;

/// A vault whose user has these settings.
fn vault_of_user(settings: &str) -> TestVault {
    let vault = TestVault::empty();
    let folder = vault.home().join(".config/kbnote");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("config.toml"), settings).expect("settings");
    vault
}

#[test]
fn every_setting_is_shown_with_where_it_comes_from() {
    let vault = vault_of_user("slug = 'ascii'\n\n[anchor]\nstyle = 'markdown'\n");
    vault.write("kbnote.toml", "# mine\nanchor = { style = 'logseq' }\n");
    let document = vault.kbnote(["config", "--json"]).success().json();
    assert_eq!(document["schema"], "kbnote.config/1");
    let settings = document["settings"].as_array().expect("settings");
    let at = |key: &str| {
        let found = settings.iter().find(|setting| setting["key"] == key);
        let setting = found.unwrap_or_else(|| panic!("{key}"));
        let path = setting["path"].as_str().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        (
            setting["value"].clone(),
            setting["origin"].clone(),
            name,
            setting["line"].clone(),
        )
    };
    let config = "config.toml".to_owned();
    let own = "kbnote.toml".to_owned();
    assert_eq!(
        at("slug"),
        ("ascii".into(), "user".into(), config, 1.into())
    );
    assert_eq!(
        at("anchor.style"),
        ("logseq".into(), "vault".into(), own, 2.into())
    );
    assert_eq!(at("notes").1, "default");
    assert_eq!(at("youtube.base_url").1, "environment");
    let shown = vault.kbnote(["config", "anchor"]).success().stdout;
    assert_eq!(
        shown,
        "anchor.style = \"logseq\"  kbnote.toml:2\nanchor.styles = {}       default\n"
    );
    let all = vault.kbnote(["config"]).success().stdout;
    assert_eq!(all.lines().count(), settings.len(), "{all}");
    vault.kbnote(["config", "anker"]).exits(2);
}

#[test]
fn the_users_settings_count_in_every_vault_that_does_not_set_them() {
    let vault = vault_of_user("anchor.style = 'markdown'\n");
    vault.write(
        "talk.srt",
        "1\n00:00:09,000 --> 00:00:12,000\nThe flock is counted at dusk.\n",
    );
    let import = [
        "import",
        "talk.srt",
        "--video",
        "kbnoteDemo1",
        "--lang",
        "en",
    ];
    vault.kbnote(import).success();
    let text = "---\nvideoId: kbnoteDemo1\n---\n\nThe flock is counted at dusk.\n";
    vault.write("notes/a.md", text);
    vault.kbnote(["align", "notes/a.md"]).success();
    assert!(
        vault
            .read("notes/a.md")
            .contains("[00:00:09](https://youtu.be/kbnoteDemo1?t=9)")
    );
    vault.write("kbnote.toml", "anchor.style = 'html'\n");
    vault.write("notes/a.md", text);
    vault.kbnote(["align", "notes/a.md"]).success();
    assert!(vault.read("notes/a.md").contains("data-t=\"00:00:09\">"));
}

#[test]
fn mistakes_are_reported_with_their_line_and_the_setting_that_was_meant() {
    let vault = vault_of_user("[anchor]\nstlye = 'html'\n");
    let run = vault.kbnote(["list"]).exits(2);
    assert!(run.stderr.contains("config.toml:2"), "{}", run.stderr);
    assert!(
        run.stderr.contains("did you mean `style`?"),
        "{}",
        run.stderr
    );
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "\nspacing = true\n");
    let run = vault.kbnote(["list"]).exits(2);
    assert!(run.stderr.contains("kbnote.toml:2"), "{}", run.stderr);
    assert!(
        run.stderr.contains("did you mean `wikilink.spacing`?"),
        "{}",
        run.stderr
    );
    vault.write("kbnote.toml", "[network]\nproxy = 'http://127.0.0.1:9'\n");
    let run = vault.kbnote(["list"]).exits(2);
    assert!(run.stderr.contains("kbnote.toml:1"), "{}", run.stderr);
    assert!(run.stderr.contains("your own settings"), "{}", run.stderr);
}

#[test]
fn the_schema_needs_no_vault_and_is_json() {
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "not a setting");
    let schema = vault.kbnote(["config", "--schema"]).success().json();
    assert_eq!(
        schema["properties"]["anchor"]["properties"]["style"]["examples"][0],
        "html"
    );
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn the_users_proxy_and_cookies_are_used() {
    let vault = vault_of_user("[network]\ncookies = 'none.txt'\n");
    let run = vault.kbnote(["fetch", "kbnoteDemo9"]);
    assert!(run.stderr.contains("none.txt"), "{}", run.stderr);
    let vault = vault_of_user("[network]\nproxy = 'nonsense://x y'\n");
    let run = vault.kbnote(["fetch", "kbnoteDemo9"]).exits(2);
    assert!(run.stderr.contains("proxy"), "{}", run.stderr);
}

#[test]
fn a_vault_is_found_from_a_folder_below_and_not_across_a_stop() {
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "");
    let root_from = |folder: &str| {
        fs::create_dir_all(vault.path(folder)).expect("a folder");
        let mut command = vault.command(["config", "--json"]);
        let output = command
            .current_dir(vault.path(folder))
            .output()
            .expect("a run");
        let document = vault.ended(output).success().json();
        document["vault"].as_str().expect("a path").to_owned()
    };
    let top = root_from(".");
    assert_eq!(root_from("notes/birds"), top);
    vault.write("inner/.obsidian/app.json", "{}");
    assert_eq!(
        root_from("inner/deep"),
        top,
        "settings count before other marks"
    );
    fs::remove_file(vault.path("kbnote.toml")).expect("removed");
    assert!(root_from("inner/deep").ends_with("/inner"));
    for config in ["quartz.config.ts", "quartz.config.yaml"] {
        vault.write(&format!("site-{config}/{config}"), "");
        assert!(
            root_from(&format!("site-{config}/content/a")).ends_with(&format!("site-{config}"))
        );
    }
}
