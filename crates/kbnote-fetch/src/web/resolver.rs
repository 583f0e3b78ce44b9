//! Resolves names to public addresses only: the connection is made to the very addresses that were checked.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

use super::address::is_public;

/// A resolver for one kind of access.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    /// Hosts of proxies, which may be anywhere.
    pub(super) proxies: Vec<String>,
    /// For the host of a source: whether it was public when first resolved. It then remains so.
    pub(super) source_hosts: Option<Arc<Mutex<HashMap<String, bool>>>>,
}

/// The error for a name that leads to a private address.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to a private address")]
pub(super) struct PrivateName;

impl Resolver {
    /// Those of the addresses of a name that may be connected to.
    fn allowed(
        &self,
        name: &str,
        mut addresses: Vec<SocketAddr>,
    ) -> Result<Vec<SocketAddr>, PrivateName> {
        if self.proxies.iter().any(|proxy| proxy == name) {
            return Ok(addresses);
        }
        let is_all_public = addresses.iter().all(|address| is_public(address.ip()));
        let must_be_public = self.source_hosts.as_ref().is_none_or(|hosts| {
            let mut hosts = hosts.lock().unwrap_or_else(PoisonError::into_inner);
            *hosts.entry(name.to_owned()).or_insert(is_all_public)
        });
        if must_be_public {
            addresses.retain(|address| is_public(address.ip()));
        }
        if addresses.is_empty() {
            return Err(PrivateName);
        }
        Ok(addresses)
    }

    fn copy(&self) -> Self {
        Self {
            proxies: self.proxies.clone(),
            source_hosts: self.source_hosts.clone(),
        }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.copy();
        Box::pin(async move {
            let name = name.as_str();
            let addresses: Vec<SocketAddr> = lookup_host((name, 0)).await?.collect();
            if addresses.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            let addresses = resolver.allowed(name, addresses)?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(list: &[&str]) -> Vec<SocketAddr> {
        list.iter()
            .map(|ip| SocketAddr::new(ip.parse().unwrap(), 0))
            .collect()
    }

    #[test]
    fn a_name_never_leads_to_a_private_address() {
        let resolver = Resolver::default();
        let mixed = addresses(&["10.0.0.1", "93.184.216.34"]);
        assert_eq!(
            resolver.allowed("a.example", mixed).unwrap(),
            addresses(&["93.184.216.34"])
        );
        assert!(
            resolver
                .allowed("b.example", addresses(&["127.0.0.1", "::1"]))
                .is_err()
        );
    }

    #[test]
    fn the_host_of_a_source_that_was_public_remains_so() {
        let resolver = Resolver {
            source_hosts: Some(Arc::default()),
            ..Resolver::default()
        };
        let private = || addresses(&["192.168.1.7"]);
        assert!(resolver.allowed("nas.example", private()).is_ok());
        assert!(resolver.allowed("nas.example", private()).is_ok());
        assert!(
            resolver
                .allowed("a.example", addresses(&["93.184.216.34"]))
                .is_ok()
        );
        assert!(resolver.allowed("a.example", private()).is_err());
    }

    #[test]
    fn a_proxy_may_be_anywhere() {
        let resolver = Resolver {
            proxies: vec!["proxy.corp.example".to_owned()],
            ..Resolver::default()
        };
        assert!(
            resolver
                .allowed("proxy.corp.example", addresses(&["10.0.0.1"]))
                .is_ok()
        );
    }
}
