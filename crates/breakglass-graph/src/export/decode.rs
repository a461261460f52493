//! Bytes to text: UTF-8 with or without a mark, UTF-16 of either order with one.

/// The text of a file, without its mark.
///
/// # Errors
/// The bytes are no text: the sentence says why.
pub fn text(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, String> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return utf8(rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, u16::from_le_bytes).map(Into::into);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, u16::from_be_bytes).map(Into::into);
    }
    utf8(bytes)
}

fn utf8(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => Err(format!("neither UTF-8 nor marked UTF-16: byte {} is not text", error.valid_up_to() + 1)),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err("UTF-16 with half a character at its end".to_owned());
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<String, _>>()
        .map_err(|error| format!("UTF-16 with a lone surrogate {:04x}", error.unpaired_surrogate()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_that_exporters_write() {
        let wanted = "{\"é\":1}";
        let wide = |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| [mark.to_vec(), wanted.encode_utf16().flat_map(unit).collect()].concat();
        for bytes in [
            wanted.as_bytes().to_vec(),
            [b"\xef\xbb\xbf".to_vec(), wanted.as_bytes().to_vec()].concat(),
            wide(u16::to_le_bytes, [0xff, 0xfe]),
            wide(u16::to_be_bytes, [0xfe, 0xff]),
        ] {
            assert_eq!(text(&bytes).unwrap(), wanted);
        }
    }

    #[test]
    fn what_is_no_text_says_so() {
        assert!(text(b"\xff\xfe\x00\xd8").unwrap_err().contains("surrogate"));
        assert!(text(b"\xff\xfe\x00").unwrap_err().contains("half"));
        assert!(text(b"ok\xc3(").unwrap_err().contains("byte 3"));
    }
}
