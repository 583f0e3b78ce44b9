//! With an account, and through a proxy.

use kbnote_fetch::{Client, ClientBuildError, block_on};
use kbnote_testkit::{RecordedServer, Reply};
use serde_json::json;

use crate::support::{PLAYER, builder, english, id, next, player, player_for, playing, refusing};

const COOKIES: &str = ".youtube.com\tTRUE\t/\tTRUE\t0\tSAPISID\tsecret";

#[test]
fn an_account_helps_where_guests_are_refused() {
    let server = RecordedServer::start([
        player_for("WEB_EMBEDDED_PLAYER", playing(&json!([english("")]))),
        player(refusing("LOGIN_REQUIRED", "This video is private")),
        next(Reply::json(&json!({}))),
    ]);
    let client = builder(&server).cookies(COOKIES).build().unwrap();
    assert!(
        block_on(async { client.video(&id()).await })
            .unwrap()
            .is_ok()
    );
    let requests = server.requests();
    let [guest, account, page] = requests.as_slice() else {
        panic!("{requests:?}")
    };
    assert_eq!(
        (guest.header("cookie"), guest.header("authorization")),
        (Some("SOCS=CAI"), None)
    );
    for request in [account, page] {
        assert_eq!(request.header("cookie"), Some("SOCS=CAI; SAPISID=secret"));
        assert!(
            request
                .header("authorization")
                .unwrap()
                .starts_with("SAPISIDHASH ")
        );
    }
}

#[test]
fn an_account_is_not_used_if_it_cannot_help() {
    let server = RecordedServer::start([player(refusing("ERROR", "This video is unavailable"))]);
    let client = builder(&server).cookies(COOKIES).build().unwrap();
    let error = block_on(async { client.video(&id()).await })
        .unwrap()
        .unwrap_err();
    assert_eq!((error.kind(), server.count(PLAYER)), ("unavailable", 2));
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
}

#[test]
fn invalid_cookies_are_reported_without_showing_them() {
    let error = Client::builder()
        .cookies("SAPISID=secret")
        .build()
        .unwrap_err();
    assert!(matches!(error, ClientBuildError::Cookies(_)));
    assert!(!format!("{error:?} {error}").contains("secret"));
}

#[test]
fn a_proxy_gets_every_request() {
    let proxy = RecordedServer::start([
        player(playing(&json!([english("")]))),
        next(Reply::json(&json!({}))),
    ]);
    let client = Client::builder()
        .base_url("http://youtube.invalid")
        .proxy(proxy.url())
        .build()
        .unwrap();
    assert!(
        block_on(async { client.video(&id()).await })
            .unwrap()
            .is_ok()
    );
    assert!(
        proxy
            .requests()
            .iter()
            .all(|request| request.host == "youtube.invalid")
    );
}

#[test]
fn a_proxy_that_is_not_there_is_a_failure_of_the_network() {
    for proxy in [
        "http://127.0.0.1:1",
        "socks5://127.0.0.1:1",
        "socks5h://127.0.0.1:1",
    ] {
        let client = Client::builder().proxy(proxy).build().unwrap();
        let error = block_on(async { client.video(&id()).await })
            .unwrap()
            .unwrap_err();
        assert_eq!(error.kind(), "network", "{proxy}");
    }
}
