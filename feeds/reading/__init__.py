"""What the parsers share: foreign HTML, times, identifiers and languages made into the model's.

``html_tree`` and ``html_blocks`` read the HTML of others as blocks, ``html_media`` the pictures, videos and sounds in
it, ``credits`` who made them; ``values`` reads times, languages, sizes and addresses, ``json_values`` untrusted JSON;
``identities`` keeps or derives guids, ``people`` makes bylines, ``slugs`` names for addresses. ``wordpress`` and
``shortcodes`` read texts as WordPress keeps them.

``found_text`` reads the texts of agencies: with ``nitf_blocks``, ``xml_html`` and ``wire_text`` in whichever mark-up
they come, with ``repeated_title`` and ``text_parts`` what belongs to them and stands elsewhere.

For RSS, Atom and JSON Feed ``encodings`` and ``lenient_xml`` mend what has one meaning, ``feed_xml`` looks at elements,
``loose_text`` at texts that are HTML or plain, ``media_rss`` and ``media_files`` at files that go along, ``own_notes``
at what our own documents say; ``listed``, ``headlines``, ``subjects`` and ``territories`` settle the rest.
``feed_facts`` is what all three formats say of a live blog.

``own_lines`` knows the lines that our own documents print around a text, ``attached_media`` puts media that are
described apart into their places. ``assembling`` puts a live blog together from what was found, ``company`` settles
what it and its entries say of each other; ``parsed`` is what goes in and comes out.
"""
